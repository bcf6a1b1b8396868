#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/registry/session.h"

/// Manifests, by tag and by digest.
namespace drydock::registry {

/// GET and HEAD /v2/<name>/manifests/<reference>. On the control thread.
http::Response get_manifest(const Session& session);

/// PUT /v2/<name>/manifests/<reference>.
boost::asio::awaitable<http::Response> put_manifest(Session& session);

/// DELETE /v2/<name>/manifests/<reference>.
boost::asio::awaitable<http::Response> delete_manifest(Session& session);

}  // namespace drydock::registry
