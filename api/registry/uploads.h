#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/registry/session.h"

/// Blobs on their way in: in one piece, in chunks, or mounted from another repository.
namespace drydock::registry {

/// POST /v2/<name>/blobs/uploads/, also with ?digest= and with ?mount=&from=.
boost::asio::awaitable<http::Response> start_upload(Session& session);

/// PATCH /v2/<name>/blobs/uploads/<id>.
boost::asio::awaitable<http::Response> append_to_upload(Session& session);

/// PUT /v2/<name>/blobs/uploads/<id>?digest=<digest>.
boost::asio::awaitable<http::Response> finish_upload(Session& session);

/// GET /v2/<name>/blobs/uploads/<id>. On the control thread.
http::Response describe_upload(const Session& session);

/// DELETE /v2/<name>/blobs/uploads/<id>. On the control thread.
http::Response cancel_upload(const Session& session);

}  // namespace drydock::registry
