#include "emulator/base/result.h"

#include <stdexcept>

namespace drydock::aws {

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error("result without a value at " + where.to_string() + ": " + error.code() +
                         ": " + error.message());
}

}  // namespace drydock::aws
