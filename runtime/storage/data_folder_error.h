#pragma once

#include <stdexcept>

namespace drydock::storage {

/// The data folder cannot be used. The text says why and what to do; it is meant for the user.
class DataFolderError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace drydock::storage
