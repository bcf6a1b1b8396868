#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What AWS demands of the tags of a resource. The rules are the same for every service; the words
/// are each service's own, so what is told here is the fault.
/// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
namespace drydock {

constexpr std::size_t tags_max = 50;
constexpr std::size_t tag_key_length_max = 128;    ///< In characters, not bytes.
constexpr std::size_t tag_value_length_max = 256;  ///< In characters, not bytes.

/// A tag of any service's shape.
struct TagText {
  std::string_view key;
  std::string_view value;
};

enum class TagFault {
  too_many,      ///< More than 50; those with a reserved key do not count.
  no_key,        ///< A key of no characters.
  reserved_key,  ///< One that begins with "aws:", in whatever case.
  reserved_value,
  duplicate_key,  ///< One key twice in a request. Keys are case-sensitive.
  long_key,
  long_value,
  key_characters,    ///< Others than letters, numbers, spaces and + - = . _ : / @
  value_characters,  ///< The same in a value.
};

struct TagViolation {
  TagFault fault;
  std::string key;  ///< Of the tag at fault; empty with too_many.

  friend bool operator==(const TagViolation&, const TagViolation&) = default;
};

/// The rule that is broken, as a sentence: drydock's words, for services whose own are not known.
std::string sentence_of(TagFault fault);

/// Whether the text begins with "aws:", "AWS:", …: what AWS itself alone may set and take away.
bool is_reserved_tag(std::string_view text);

/// The first thing wrong with tags that a request gives.
std::optional<TagViolation> find_tag_violation(const std::vector<TagText>& given);
/// Whether a resource that has these keys has more than it may. What AWS has set does not count.
bool has_too_many_tags(const std::vector<TagText>& kept);
/// The first of the keys that a request may not take away, because it is reserved.
std::optional<TagViolation> find_key_violation(const std::vector<std::string>& given);

inline std::string_view tag_text(const std::string& text) { return text; }
inline std::string_view tag_text(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

/// The tags of a generated shape, or a record that holds them. The texts belong to `tags`.
template <class Tag>
std::vector<TagText> tag_texts(const std::vector<Tag>& tags) {
  std::vector<TagText> texts;
  texts.reserve(tags.size());
  for (const Tag& tag : tags) texts.push_back({tag_text(tag.key), tag_text(tag.value)});
  return texts;
}
inline std::vector<TagText> tag_texts(const std::map<std::string, std::string>& tags) {
  std::vector<TagText> texts;
  texts.reserve(tags.size());
  for (const auto& [key, value] : tags) texts.push_back({key, value});
  return texts;
}

/// The tags with each of `added` in the place of the one with its key, or at the end.
template <class Tag>
std::vector<Tag> merged_tags(std::vector<Tag> tags, const std::vector<Tag>& added) {
  for (const Tag& tag : added) {
    const auto same = std::ranges::find(tags, tag.key, &Tag::key);
    if (same == tags.end()) {
      tags.push_back(tag);
    } else {
      same->value = tag.value;
    }
  }
  return tags;
}

inline std::map<std::string, std::string> merged_tags(
    const std::map<std::string, std::string>& tags, std::map<std::string, std::string> added) {
  added.insert(tags.begin(), tags.end());
  return added;
}

/// Takes away the tags with these keys; one that is not there is no error.
template <class Tag>
void erase_tags(std::vector<Tag>& tags, const std::vector<std::string>& keys) {
  std::erase_if(tags, [&keys](const Tag& tag) {
    return std::ranges::find(keys, tag_text(tag.key)) != keys.end();
  });
}
inline void erase_tags(std::map<std::string, std::string>& tags,
                       const std::vector<std::string>& keys) {
  for (const std::string& key : keys) tags.erase(key);
}

}  // namespace drydock
