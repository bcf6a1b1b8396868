#include <stdexcept>

#include "emulator/ports/blob_store.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/function_invoker.h"

namespace drydock {

void throw_exception_from_error(const EngineError& error, const boost::source_location& where) {
  throw std::logic_error("engine result without a value at " + where.to_string() + ": " +
                         error.message);
}

void throw_exception_from_error(BlobStore::Error, const boost::source_location& where) {
  throw std::logic_error("blob result without a value at " + where.to_string());
}

void throw_exception_from_error(const FunctionError& error, const boost::source_location& where) {
  throw std::logic_error("function result without a value at " + where.to_string() + ": " +
                         error.message);
}

}  // namespace drydock
