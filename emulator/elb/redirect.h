#pragma once

#include <string>

#include "emulator/elb/listener_rule.h"
#include "model/elbv2/common.h"

namespace drydock::elb {

/// Where to send a client that asks at the wrong place. The parts may name those of the request:
/// #{protocol}, #{host}, #{port}, #{path} (without its first slash) and #{query}.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
struct Redirect {
  int status = 302;
  std::string protocol = "#{protocol}";
  std::string host = "#{host}";
  std::string port = "#{port}";
  std::string path = "/#{path}";
  std::string query = "#{query}";

  friend bool operator==(const Redirect&, const Redirect&) = default;
};

Redirect make_redirect(const model::elbv2::RedirectActionConfig& config);

/// The Location header for a request that came in by HTTP at a listener on `port`.
std::string location(const Redirect& redirect, const RequestView& request, int port);

}  // namespace drydock::elb
