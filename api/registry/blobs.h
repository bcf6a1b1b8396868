#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/registry/session.h"

/// Blobs that are there.
namespace drydock::registry {

/// HEAD /v2/<name>/blobs/<digest>. On the control thread.
http::Response describe_blob(const Session& session);

/// GET /v2/<name>/blobs/<digest>: answers by itself. A blob that is deleted meanwhile
/// is sent to its end.
boost::asio::awaitable<void> send_blob(Session& session);

/// DELETE /v2/<name>/blobs/<digest>. On the control thread.
http::Response delete_blob(const Session& session);

}  // namespace drydock::registry
