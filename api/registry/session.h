#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string_view>

#include "api/http/exchange.h"
#include "api/registry/piece_budget.h"
#include "api/registry/route.h"
#include "emulator/base/world.h"
#include "emulator/ecr/layer_uploads.h"
#include "emulator/ecr/login_tokens.h"
#include "emulator/ports/blob_store.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"

namespace drydock::registry {

/// What the registry works on. Store, uploads and clock belong to the control thread.
struct Backend {
  boost::asio::any_io_executor control;
  Store& store;
  BlobStore& blobs;
  ecr::LayerUploads& uploads;
  const ecr::LoginTokens& tokens;
  Clock& clock;
};

/// A request of somebody who has logged in.
struct Session {
  http::Exchange& exchange;
  const Backend& backend;
  const Route& route;
  World world;
  PieceBudget& pieces;
  /// Whether what is read counts as pulled.
  bool counts_pulls = true;

  /// A header of the request; empty if it is not there.
  [[nodiscard]] std::string_view header(boost::beast::http::field field) const {
    const auto text = exchange.request()[field];
    return {text.data(), text.size()};
  }
};

}  // namespace drydock::registry
