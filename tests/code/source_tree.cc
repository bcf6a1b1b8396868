#include "tests/code/source_tree.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>

namespace drydock::code {
namespace {

constexpr std::array boxes{"async", "emulator", "api", "runtime", "drydock", "fixtures", "tests"};

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(std::move(line));
  return lines;
}

bool is_word_character(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) || character == '_';
}

// Copies `text` and blanks out comments and the contents of literals, keeping every line end.
class Stripper {
 public:
  explicit Stripper(std::string_view text) : text_(text) {}

  std::string strip() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    if (starts("//")) return skip_to(text_.find('\n', at_));
    if (starts("/*")) return skip_past("*/", 2);
    if (starts("R\"") && !follows_word()) return raw_literal();
    // A quote after a digit separates thousands.
    if (text_[at_] == '\'' && at_ > 0 &&
        std::isxdigit(static_cast<unsigned char>(text_[at_ - 1]))) {
      return copy();
    }
    if (text_[at_] == '"' && in_include()) return copy_line();
    if (text_[at_] == '"' || text_[at_] == '\'') return literal(text_[at_]);
    copy();
  }

  [[nodiscard]] bool starts(std::string_view word) const {
    return text_.substr(at_).starts_with(word);
  }

  [[nodiscard]] bool follows_word() const {
    if (at_ == 0) return false;
    return is_word_character(text_[at_ - 1]);
  }

  [[nodiscard]] bool in_include() const {
    const std::size_t line = out_.rfind('\n') + 1;
    return std::string_view(out_).substr(line).starts_with("#include");
  }

  void copy() { out_ += text_[at_++]; }

  void copy_line() {
    while (at_ < text_.size() && text_[at_] != '\n') copy();
  }

  void skip_to(std::size_t end) {
    const std::size_t stop = std::min(end, text_.size());
    for (; at_ < stop; ++at_) {
      if (text_[at_] == '\n') out_ += '\n';
    }
  }

  void skip_past(std::string_view closing, std::size_t opening_size) {
    const std::size_t end = text_.find(closing, at_ + opening_size);
    skip_to(end == std::string_view::npos ? end : end + closing.size());
  }

  void raw_literal() {
    const std::size_t parenthesis = text_.find('(', at_);
    const std::string closing =
        ")" + std::string(text_.substr(at_ + 2, parenthesis - at_ - 2)) + "\"";
    out_ += "\"\"";
    skip_past(closing, parenthesis - at_ + 1);
  }

  void literal(char quote) {
    copy();
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ < text_.size()) copy();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

std::vector<std::string> directives(const std::vector<std::string>& lines, const char* pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    if (line.find('#') == std::string::npos) continue;
    if (std::smatch match; std::regex_search(line, match, regex)) found.push_back(match[1]);
  }
  return found;
}

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

// Whether a declaration that `line` is part of goes on in the next line.
bool goes_on(const std::string& line) {
  return !line.empty() && !line.starts_with('#') &&
         std::string_view(";{}:").find(line.back()) == std::string_view::npos;
}

// What stands before a body's '{': for a wrapped declaration, all of its lines.
struct Opening {
  std::string text;
  std::size_t depth = 0;
};

Opening opening_at(const std::vector<std::string>& code, std::size_t line) {
  std::size_t start = line;
  while (start > 0 && goes_on(code[start - 1])) --start;
  Opening opening{.text = {}, .depth = indentation(code[start])};
  for (std::size_t i = start; i <= line; ++i) opening.text += code[i];
  return opening;
}

bool opens_function(const std::string& text) {
  static const std::regex other(
      R"(^\s*(\}|if\b|else\b|for\b|while\b|do\b|switch\b|case\b|default\b|try\b|catch\b|)"
      R"(namespace\b|class\b|struct\b|enum\b|union\b|return\b|co_return\b))");
  return text.find('(') != std::string::npos && !std::regex_search(text, other);
}

std::optional<std::size_t> closing_line(const std::vector<std::string>& code, std::size_t opening,
                                        std::size_t depth) {
  for (std::size_t line = opening + 1; line < code.size(); ++line) {
    if (indentation(code[line]) == depth && code[line].size() > depth && code[line][depth] == '}') {
      return line;
    }
  }
  return std::nullopt;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

std::string_view SourceFile::box() const {
  return std::string_view(path).substr(0, path.find('/'));
}

std::vector<std::string> SourceFile::quoted_includes() const {
  return directives(code, R"re(^\s*#\s*include\s*"([^"]+)")re");
}

std::vector<std::string> SourceFile::includes() const {
  return directives(code, R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
}

SourceFile source_file(std::string path, std::string_view text) {
  SourceFile file{.path = std::move(path),
                  .lines = split_lines(std::string(text)),
                  .code = split_lines(Stripper(text).strip())};
  for (std::string& line : file.code) line.erase(line.find_last_not_of(' ') + 1);
  return file;
}

std::vector<SourceFile> read_source_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (const char* box : boxes) {
    if (!std::filesystem::exists(root / box)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / box)) {
      const auto extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc")) continue;
      files.push_back(source_file(entry.path().lexically_relative(root).generic_string(),
                                  read_text(entry.path())));
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

bool holds_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_word_character(line[at - 1]);
    const bool ends =
        end == line.size() || !is_word_character(line[end]) || !is_word_character(word.back());
    if (starts && ends) return true;
  }
  return false;
}

std::vector<FunctionSpan> functions(const SourceFile& file) {
  std::vector<FunctionSpan> found;
  for (std::size_t line = 0; line < file.code.size(); ++line) {
    if (!file.code[line].ends_with('{')) continue;
    const Opening opening = opening_at(file.code, line);
    if (!opens_function(opening.text)) continue;
    if (const auto end = closing_line(file.code, line, opening.depth)) {
      found.push_back({static_cast<int>(line) + 1, static_cast<int>(*end - line) + 1});
    }
  }
  return found;
}

}  // namespace drydock::code
