#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/registry/session.h"

/// What is in a repository, and which repositories there are. On the control thread, but
/// for the referrers.
namespace drydock::registry {

/// GET /v2/<name>/tags/list?n=&last=
http::Response list_tags(const Session& session);

/// GET /v2/<name>/referrers/<digest>?artifactType=, in pages. Their manifests are read on the
/// connection's thread.
boost::asio::awaitable<http::Response> list_referrers(Session& session);

/// GET /v2/_catalog?n=&last=, no part of OCI's protocol: the repositories of the registry.
http::Response list_repositories(const Session& session);

}  // namespace drydock::registry
