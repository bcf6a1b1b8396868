#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "api/http/exchange.h"
#include "emulator/base/result.h"
#include "emulator/base/tar.h"

namespace drydock::archive {

/// The files of a tar archive that a client sends, one after another while they come.
class TarStream {
 public:
  /// The exchange outlives it.
  explicit TarStream(http::Exchange& exchange);

  /// Passes over what is left of a file, and over folders and remarks, and gives what comes next:
  /// a file, something special, or the end. An archive that breaks off is an error.
  boost::asio::awaitable<Result<tar::Entry>> next();
  /// The next bytes of the file; none at its end. They hold until the next call.
  boost::asio::awaitable<Result<std::span<const char>>> read();

 private:
  boost::asio::awaitable<Result<tar::Entry>> read_entry();
  boost::asio::awaitable<Result<Done>> pass_over_rest();
  boost::asio::awaitable<bool> fill(std::size_t wanted);
  std::span<const char> take(std::size_t count);

  http::Exchange& exchange_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    ///< What the buffer holds goes from here
  std::size_t end_ = 0;      ///< to here.
  std::uint64_t left_ = 0;   ///< Of the file that was told last,
  std::size_t padding_ = 0;  ///< and what comes after it.
};

}  // namespace drydock::archive
