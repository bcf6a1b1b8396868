#include "emulator/elb/redirect.h"

#include <string_view>
#include <utility>
#include <vector>

namespace drydock::elb {
namespace {

using Parts = std::vector<std::pair<std::string_view, std::string_view>>;

void fill_in(std::string& out, std::string_view pattern, const Parts& parts) {
  while (!pattern.empty()) {
    const auto place = pattern.find("#{");
    out.append(pattern.substr(0, place));
    if (place == pattern.npos) return;
    pattern.remove_prefix(place);
    std::size_t taken = 2;
    std::string_view value = pattern.substr(0, taken);
    for (const auto& [name, part] : parts) {
      if (!pattern.starts_with(name)) continue;
      taken = name.size();
      value = part;
    }
    out.append(value);
    pattern.remove_prefix(taken);
  }
}

}  // namespace

Redirect make_redirect(const model::elbv2::RedirectActionConfig& config) {
  Redirect redirect;
  redirect.status =
      config.status_code == model::elbv2::RedirectActionStatusCodeEnum::http_301 ? 301 : 302;
  if (config.protocol) redirect.protocol = *config.protocol;
  if (config.host) redirect.host = *config.host;
  if (config.port) redirect.port = *config.port;
  if (config.path) redirect.path = *config.path;
  if (config.query) redirect.query = *config.query;
  return redirect;
}

std::string location(const Redirect& redirect, const RequestView& request, int port) {
  const std::string port_text = std::to_string(port);
  const auto path = request.path.starts_with('/') ? request.path.substr(1) : request.path;
  const Parts parts{{"#{protocol}", "http"},
                    {"#{host}", request.host},
                    {"#{port}", port_text},
                    {"#{path}", path},
                    {"#{query}", request.query}};
  std::string scheme;
  fill_in(scheme, redirect.protocol, parts);
  std::string out = lower_case(scheme) + "://";
  fill_in(out, redirect.host, parts);
  out += ':';
  fill_in(out, redirect.port, parts);
  fill_in(out, redirect.path, parts);
  std::string query;
  fill_in(query, redirect.query, parts);
  if (!query.empty()) out += "?" + query;
  return out;
}

}  // namespace drydock::elb
