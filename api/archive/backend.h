#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>

#include "emulator/ports/blob_store.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock::archive {

/// What archives are made of and go into. Store and ids belong to the control thread.
struct Backend {
  boost::asio::any_io_executor control;
  boost::asio::any_io_executor workers;  ///< For what takes its time.
  Store& store;
  BlobStore& blobs;
  IdSource& ids;
  /// Other records have been taken on: controllers look at what there is of them. On control.
  std::function<boost::asio::awaitable<void>()> look_again;
};

}  // namespace drydock::archive
