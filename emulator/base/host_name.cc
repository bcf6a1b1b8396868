#include "emulator/base/host_name.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace drydock {
namespace {

char to_small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos ? host : host.substr(0, colon);
}

}  // namespace

std::string host_name(std::string_view host) {
  std::string_view bare = without_port(host);
  if (bare.ends_with('.')) bare.remove_suffix(1);
  std::string name(bare);
  std::ranges::transform(name, name.begin(), to_small);
  return name;
}

bool is_address(std::string_view name) {
  boost::system::error_code error;
  boost::asio::ip::make_address(name, error);
  return !error;
}

bool is_within(std::string_view name, std::string_view suffix) {
  if (!name.ends_with(suffix)) return false;
  return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
}

}  // namespace drydock
