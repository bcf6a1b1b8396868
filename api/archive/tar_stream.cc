#include "api/archive/tar_stream.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/archive/error.h"

namespace drydock::archive {
namespace asio = boost::asio;

namespace {

/// What is hashed and written at a time.
constexpr std::size_t piece_size = std::size_t{256} * 1024;

aws::Error broken_off() { return refused("The archive breaks off."); }

bool is_passed_over(const tar::Entry& entry) {
  return entry.kind == tar::Entry::Kind::folder || entry.kind == tar::Entry::Kind::remark;
}

}  // namespace

TarStream::TarStream(http::Exchange& exchange) : exchange_(exchange), buffer_(piece_size) {}

asio::awaitable<Result<tar::Entry>> TarStream::next() {
  Result<tar::Entry> entry = co_await read_entry();
  while (entry && is_passed_over(*entry)) entry = co_await read_entry();
  co_return entry;
}

asio::awaitable<Result<tar::Entry>> TarStream::read_entry() {
  const Result<Done> passed = co_await pass_over_rest();
  if (!passed) co_return passed.error();
  const bool whole = co_await fill(tar::block_size);
  if (!whole) co_return broken_off();
  std::optional<tar::Entry> entry =
      tar::read_header(take(tar::block_size).first<tar::block_size>());
  if (!entry) {
    co_return refused("This is no tar archive, or a damaged one: a file's header cannot be read.");
  }
  left_ = entry->size;
  padding_ = tar::padding(entry->size);
  co_return *std::move(entry);
}

asio::awaitable<Result<std::span<const char>>> TarStream::read() {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece_size));
  const bool whole = co_await fill(wanted);
  if (!whole) co_return broken_off();
  left_ -= wanted;
  co_return take(wanted);
}

asio::awaitable<Result<Done>> TarStream::pass_over_rest() {
  while (left_ > 0) {
    const auto piece = co_await read();
    if (!piece) co_return piece.error();
  }
  const bool whole = co_await fill(padding_);
  if (!whole) co_return broken_off();
  take(padding_);
  co_return Done{};
}

/// Whether so many bytes, a piece at most, are there.
asio::awaitable<bool> TarStream::fill(std::size_t wanted) {
  if (end_ - begin_ >= wanted) co_return true;
  std::copy(buffer_.data() + begin_, buffer_.data() + end_, buffer_.data());
  end_ -= begin_;
  begin_ = 0;
  while (end_ < wanted) {
    const std::size_t count = co_await exchange_.read_some(std::span(buffer_).subspan(end_));
    if (count == 0) co_return false;
    end_ += count;
  }
  co_return true;
}

std::span<const char> TarStream::take(std::size_t count) {
  const std::span<const char> taken = std::span(buffer_).subspan(begin_, count);
  begin_ += count;
  return taken;
}

}  // namespace drydock::archive
