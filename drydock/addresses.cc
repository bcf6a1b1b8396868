#include "drydock/addresses.h"

#include <boost/asio/ip/address.hpp>

namespace drydock {

std::vector<std::string> more_addresses(const std::string& host,
                                        const std::string& for_containers) {
  boost::system::error_code error;
  const auto told = boost::asio::ip::make_address(host, error);
  std::vector<std::string> more;
  if (error || told.is_unspecified()) return more;
  if (host == "127.0.0.1") more.emplace_back("::1");
  const auto inside = boost::asio::ip::make_address(for_containers, error);
  if (!error && inside != told) more.push_back(for_containers);
  return more;
}

}  // namespace drydock
