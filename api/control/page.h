#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/verb.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/server.h"
#include "emulator/json/document.h"

namespace drydock::control {

/// One of drydock's own pages, as one method has it.
struct Page {
  std::string path;  ///< Without a query.
  boost::beast::http::verb method = boost::beast::http::verb::get;
  std::function<boost::asio::awaitable<http::Answer>(const http::Call&)> answer;
};
using PageList = std::vector<Page>;

http::Answer json_answer(unsigned status, std::string body);

/// {"message": …}: what every refusal of these pages looks like.
http::Answer refusal(unsigned status, std::string_view message);

/// The first member of the object that is not among `known`; empty where there is none.
std::string_view unknown_member(json::View object, const std::vector<std::string_view>& known);

}  // namespace drydock::control
