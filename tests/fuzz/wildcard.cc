#include "emulator/elb/wildcard.h"

#include <string>
#include <vector>

#include "runtime/engine/simulated/image_pattern.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using Case = elb::Wildcard::Case;
using Escapes = elb::Wildcard::Escapes;

/// AWS takes patterns of 128 characters; a text is as long as a request line may be.
constexpr std::size_t longest_pattern = 128;
constexpr std::size_t longest_text = 16 * 1024;

struct Symbol {
  enum class Kind { character, any_one, any_run };
  Kind kind;
  char character;
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::vector<Symbol> symbols_of(std::string_view pattern, Escapes escapes) {
  std::vector<Symbol> symbols;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && escapes == Escapes::backslash && i + 1 < pattern.size()) {
      symbols.push_back({Symbol::Kind::character, pattern[++i]});
    } else if (pattern[i] == '*') {
      symbols.push_back({Symbol::Kind::any_run, '*'});
    } else if (pattern[i] == '?') {
      symbols.push_back({Symbol::Kind::any_one, '?'});
    } else {
      symbols.push_back({Symbol::Kind::character, pattern[i]});
    }
  }
  return symbols;
}

/// The plain way: which prefixes of the text the pattern's first symbols fit, symbol by symbol.
bool fits(const std::vector<Symbol>& symbols, std::string_view text, Case letters) {
  std::vector<char> reached(text.size() + 1, 0);
  reached[0] = 1;
  for (const Symbol& symbol : symbols) {
    if (symbol.kind == Symbol::Kind::any_run) {
      for (std::size_t i = 1; i <= text.size(); ++i)
        if (reached[i - 1] != 0) reached[i] = 1;
      continue;
    }
    for (std::size_t i = text.size(); i > 0; --i) {
      const char c = text[i - 1];
      const bool same = letters == Case::insensitive ? lower(c) == lower(symbol.character)
                                                     : c == symbol.character;
      reached[i] =
          static_cast<char>(reached[i - 1] != 0 && (symbol.kind == Symbol::Kind::any_one || same));
    }
    reached[0] = 0;
  }
  return reached[text.size()] != 0;
}

void check_rule_patterns(std::string_view pattern, std::string_view text) {
  for (const Case letters : {Case::sensitive, Case::insensitive}) {
    for (const Escapes escapes : {Escapes::none, Escapes::backslash}) {
      require(elb::Wildcard(pattern, letters, escapes).matches(text) ==
                  fits(symbols_of(pattern, escapes), text, letters),
              "a wildcard matches what the plain way matches");
    }
  }
}

/// Patterns of a scenario know the star alone, and stand for any tag where they have none.
void check_image_patterns(std::string_view pattern, std::string_view text) {
  require(simulated::covers("*", text), "a star covers every image");
  require(!text.empty() || !simulated::tag_of(text).empty(), "there is always a tag");
  require(simulated::with_tag(simulated::with_tag(text)) == simulated::with_tag(text),
          "a tag is added once");
  if (pattern.find('*') != pattern.npos || pattern != text) return;
  require(simulated::covers(pattern, text), "an image's own reference covers it");
}

}  // namespace

/// A pattern, a line's end, and the text that it is matched with.
void run_wildcard(std::string_view input) {
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view pattern = input.substr(0, std::min(end, longest_pattern));
  const std::string_view text =
      input.substr(std::min(end + 1, input.size())).substr(0, longest_text);
  check_rule_patterns(pattern, text);
  check_image_patterns(pattern, text);
}

}  // namespace drydock::fuzz
