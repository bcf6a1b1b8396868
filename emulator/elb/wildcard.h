#pragma once

#include <string>
#include <string_view>

namespace drydock::elb {

/// A pattern in which `*` stands for any run of characters and `?` for exactly one.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
class Wildcard {
 public:
  enum class Case { sensitive, insensitive };
  /// Whether `\` before `*`, `?` or `\` makes it an ordinary character.
  enum class Escapes { none, backslash };

  explicit Wildcard(std::string_view pattern, Case letters = Case::sensitive,
                    Escapes escapes = Escapes::none);

  /// Whether the whole of `text` fits. Takes no memory; time is at worst the product of the
  /// lengths.
  [[nodiscard]] bool matches(std::string_view text) const;

  friend bool operator==(const Wildcard&, const Wildcard&) = default;

 private:
  [[nodiscard]] bool fits(std::size_t place, char character) const;

  /// The pattern in lower case where letters do not matter; stars and question marks that are
  /// wildcards are kept as numbers beyond those of all characters.
  std::u16string pattern_;
  bool insensitive_;
};

/// Whether two texts are equal but for the case of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b);
/// The text with its ASCII letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace drydock::elb
