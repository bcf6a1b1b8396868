#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace drydock::code {

/// One C++ file of the project, as the tests of the code look at it.
struct SourceFile {
  std::string path;                ///< from the repo root, with '/'
  std::vector<std::string> lines;  ///< as they stand in the file
  std::vector<std::string> code;   ///< the same lines, without comments and literals' contents

  /// The first folder of the path: "emulator", "api", "runtime", "drydock", "tests", "fixtures".
  [[nodiscard]] std::string_view box() const;
  [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
  /// The paths of its includes with quotes, in order.
  [[nodiscard]] std::vector<std::string> quoted_includes() const;
  /// The paths of all its includes, quoted and bracketed, in order.
  [[nodiscard]] std::vector<std::string> includes() const;
};

/// A function body found by its layout.
struct FunctionSpan {
  int first_line = 0;  ///< counted from 1; the line that opens the body
  int line_count = 0;
};

/// Makes a SourceFile of a text.
SourceFile source_file(std::string path, std::string_view text);

/// Reads every .h and .cc below the boxes' folders of `root`, in the order of their paths.
std::vector<SourceFile> read_source_tree(const std::filesystem::path& root);

/// Whether a word stands in a line by itself, and not as a part of a longer identifier.
bool holds_word(std::string_view line, std::string_view word);

/// The functions of a file, by clang-format's layout: a line that ends in '{', holds a '(' and is
/// no control statement, up to the next line that starts with '}' at the same depth.
std::vector<FunctionSpan> functions(const SourceFile& file);

}  // namespace drydock::code
