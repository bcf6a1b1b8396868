#include "emulator/tags/tag_rules.h"

#include <re2/re2.h>

#include <set>

namespace drydock {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The set that the models of ECS and ELB give: ([\p{L}\p{Z}\p{N}_.:/=+\-@]*)
bool is_of_tag_characters(std::string_view text) {
  static const re2::RE2 allowed(R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)");
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), allowed);
}

/// Every byte of UTF-8 but those that go on with a character begins one.
std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::optional<TagFault> fault_of(const TagText& tag) {
  if (tag.key.empty()) return TagFault::no_key;
  if (is_reserved_tag(tag.key)) return TagFault::reserved_key;
  if (is_reserved_tag(tag.value)) return TagFault::reserved_value;
  if (length_of(tag.key) > tag_key_length_max) return TagFault::long_key;
  if (length_of(tag.value) > tag_value_length_max) return TagFault::long_value;
  if (!is_of_tag_characters(tag.key)) return TagFault::key_characters;
  if (!is_of_tag_characters(tag.value)) return TagFault::value_characters;
  return std::nullopt;
}

}  // namespace

bool is_reserved_tag(std::string_view text) {
  constexpr std::string_view prefix = "aws:";
  return text.size() >= prefix.size() &&
         std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower);
}

std::optional<TagViolation> find_tag_violation(const std::vector<TagText>& given) {
  if (given.size() > tags_max) return TagViolation{TagFault::too_many, ""};
  std::set<std::string_view> keys;
  for (const TagText& tag : given) {
    if (const auto fault = fault_of(tag)) return TagViolation{*fault, std::string(tag.key)};
    if (!keys.insert(tag.key).second) {
      return TagViolation{TagFault::duplicate_key, std::string(tag.key)};
    }
  }
  return std::nullopt;
}

bool has_too_many_tags(const std::vector<TagText>& kept) {
  const auto own =
      std::ranges::count_if(kept, [](const TagText& tag) { return !is_reserved_tag(tag.key); });
  return static_cast<std::size_t>(own) > tags_max;
}

std::optional<TagViolation> find_key_violation(const std::vector<std::string>& given) {
  const auto reserved = std::ranges::find_if(given, is_reserved_tag);
  if (reserved == given.end()) return std::nullopt;
  return TagViolation{TagFault::reserved_key, *reserved};
}

std::string sentence_of(TagFault fault) {
  switch (fault) {
    case TagFault::too_many:
      return "A resource can have at most 50 tags.";
    case TagFault::no_key:
      return "Tag keys must not be empty.";
    case TagFault::reserved_key:
    case TagFault::reserved_value:
      return "aws: prefixed tags are reserved for AWS use.";
    case TagFault::duplicate_key:
      return "Tag keys must be unique.";
    case TagFault::long_key:
      return "Tag keys can have at most 128 characters.";
    case TagFault::long_value:
      return "Tag values can have at most 256 characters.";
    case TagFault::key_characters:
    case TagFault::value_characters:
      break;
  }
  return "Tags must be of letters, numbers, spaces and + - = . _ : / @ only.";
}

}  // namespace drydock
