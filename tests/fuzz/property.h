#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace drydock::fuzz {

/// Something that must hold for every input does not. Caught by the test that runs the corpora;
/// libFuzzer takes it, as any exception, for a crash and keeps the input.
class BrokenProperty : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// `property` says what holds, as a sentence: "a decoded text encodes to the same".
inline void require(bool holds, std::string_view property) {
  if (!holds) throw BrokenProperty("it does not hold that " + std::string(property));
}

/// The same of two texts, and shows them.
inline void require_equal(std::string_view found, std::string_view wanted,
                          std::string_view property) {
  if (found == wanted) return;
  throw BrokenProperty("it does not hold that " + std::string(property) + ":\n" +
                       std::string(found) + "\ninstead of\n" + std::string(wanted));
}

}  // namespace drydock::fuzz
