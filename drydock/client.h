#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <iosfwd>
#include <string>
#include <string_view>

#include "drydock/options.h"

/// Calls of the running drydock's own pages, as its commands make them. Each throws StartError
/// where there is no drydock to ask or it breaks off; what it says no to is one that begins with
/// `what`.
namespace drydock::client {

using Response = boost::beast::http::response<boost::beast::http::string_body>;

Response demand(const Options& options, boost::beast::http::verb method, const std::string& path,
                const std::string& what, const std::string& body = {});
/// Writes what a GET gives, of any size, to the stream.
void download(const Options& options, const std::string& path, const std::string& what,
              std::ostream& to);
/// Posts `begun` and the rest of the stream, of any size.
Response upload(const Options& options, const std::string& path, const std::string& what,
                std::string_view begun, std::istream& from);

/// A member of an answer's JSON object; empty where there is no such text.
std::string text_in(const Response& response, std::string_view member);

}  // namespace drydock::client
