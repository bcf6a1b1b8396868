#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace drydock {

/// The parts between the marks: one more than there are marks, empty ones among them.
std::vector<std::string_view> split(std::string_view text, char mark);

/// The words of a text, which any number of spaces and tabs divide.
std::vector<std::string_view> words_of(std::string_view text);

/// 'text'
std::string quoted(std::string_view text);

}  // namespace drydock
