#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "api/archive/backend.h"
#include "api/archive/tar_stream.h"
#include "emulator/base/result.h"
#include "emulator/store/store.h"

namespace drydock::archive {

/// One archive on its way in. Its files may come in any order, as other programs pack them. Blobs
/// are put in place as they come, proven by their digests, and held until it is known whose they
/// are.
class Import {
 public:
  /// `id` begins the ids of its uploads.
  Import(const Backend& backend, http::Exchange& exchange, std::string id);

  /// Reads the archive, and has the store take on its records. An error, a sentence, changes
  /// nothing.
  boost::asio::awaitable<Result<Done>> run();
  /// Lets go of the blobs, and has those erased that are nobody's: the manifests, which their
  /// records hold, or all where the archive was not taken.
  boost::asio::awaitable<void> let_go();

 private:
  boost::asio::awaitable<Result<Done>> take_files();
  boost::asio::awaitable<Result<Done>> take_file(const tar::Entry& entry);
  boost::asio::awaitable<Result<Done>> take_state(const tar::Entry& entry);
  boost::asio::awaitable<Result<Done>> take_blob(std::string name, std::string digest);
  boost::asio::awaitable<Result<Done>> fill(BlobStore::Upload& upload, const std::string& name);
  Result<Done> read_records();
  boost::asio::awaitable<void> take_on_records();
  boost::asio::awaitable<void> erase_unowned();

  const Backend& backend_;
  TarStream files_;
  const std::string id_;
  std::string state_;
  Store records_;
  std::vector<std::string> digests_;  ///< Of the blobs that came.
  std::vector<std::shared_ptr<BlobStore::Upload>> held_;
};

}  // namespace drydock::archive
