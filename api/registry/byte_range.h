#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace drydock::registry {

/// The bytes from `first` on, `length` of them.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// No range that this server serves was asked for: the whole is the answer.
struct WholeContent {
  friend bool operator==(const WholeContent&, const WholeContent&) = default;
};
/// None of the bytes asked for exist: 416.
struct NotSatisfiable {
  friend bool operator==(const NotSatisfiable&, const NotSatisfiable&) = default;
};

/// What a Range header asks of a content of `size` bytes: "bytes=a-b", "bytes=a-" or "bytes=-n". An
/// end past the content is cut, a range that ends before it starts cannot be satisfied; several
/// ranges, another unit or no header ask for the whole.
/// https://www.rfc-editor.org/rfc/rfc9110#name-range
std::variant<WholeContent, ByteRange, NotSatisfiable> read_range(std::string_view header,
                                                                 std::uint64_t size);

/// The Content-Range of a chunk of an upload, "<first>-<last>". Nothing if it is not of that form.
/// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pushing-a-blob-in-chunks
std::optional<ByteRange> read_chunk_range(std::string_view header);

}  // namespace drydock::registry
