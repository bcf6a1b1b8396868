#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace drydock {

/// The only source of chance. A test's is seeded, so a run repeats exactly.
class IdSource {
 public:
  virtual ~IdSource() = default;

  /// 64 uniformly random bits, for names that everybody may see. Who has seen enough of them can
  /// tell the next: a secret is never made of them.
  virtual std::uint64_t bits() = 0;
  /// `size` bytes that nobody can guess and that no output of `bits` tells anything of: for keys
  /// and tokens.
  virtual std::string secret(std::size_t size) = 0;

  /// `digits` lower-case hexadecimal digits, such as the 32 of a task id.
  std::string hex(int digits);
  /// `digits` decimal digits of which the first is not 0, such as the 19 of a deployment id.
  std::string decimal(int digits);
  /// `length` characters of [A-Za-z0-9].
  std::string alphanumeric(int length);
  /// The same, made of `secret`.
  std::string secret_alphanumeric(int length);
  /// A version 4 UUID in lower case.
  std::string uuid();
};

}  // namespace drydock
