#include "tests/runtime/proxy/balancer.h"

#include <boost/asio/steady_timer.hpp>
#include <regex>
#include <utility>

namespace drydock::proxy::testing {

Balancer::Balancer(Proxy::Options options) : proxy(clock_, ids_, std::move(options)) {
  table.groups.emplace_back().edit().arn = "group";
  auto& added = table.listeners.emplace_back();
  added.arn = "listener";
  added.rules.push_back({{}, elb::Forward{{0}, {1}, 0}});
  proxy.start();
}

void Balancer::add_target(int port) {
  const auto place = static_cast<std::uint32_t>(group().targets.size());
  group().targets.push_back({target(static_cast<int>(place)), {"127.0.0.1", port}});
  group().eligible.push_back(place);
}

void Balancer::route() {
  proxy.publish(table);
  until([this] { return proxy.settled(); });
}

void Balancer::route_to(std::vector<std::uint32_t> eligible) {
  group().eligible = std::move(eligible);
  route();
}

std::string Balancer::ask(const std::string& sent) const {
  Wire wire = connect();
  wire.send(sent);
  return wire.read_message();
}

std::string Balancer::get(const std::string& path) const {
  return ask("GET " + path + " HTTP/1.1\r\nHost: shop\r\n\r\n");
}

bool Balancer::until(const std::function<bool()>& fits) {
  boost::asio::io_context context;
  boost::asio::steady_timer pause(context);
  for (int i = 0; i < 20'000; ++i) {
    if (fits()) return true;
    pause.expires_after(std::chrono::milliseconds(1));
    pause.wait();
  }
  return false;
}

OneTarget::OneTarget(Backend::Serve serve, Proxy::Options options)
    : backend(std::move(serve)), balancer(std::move(options)) {
  balancer.add_target(backend.port());
  balancer.route();
}

void OneTarget::pass_a_second() {
  if (balancer.table.listeners.size() == 1) {
    elb::RoutedListener patience = balancer.listener();
    patience.arn = "patience";
    patience.idle_timeout_seconds = 1;
    balancer.table.listeners.push_back(std::move(patience));
    balancer.route();
  }
  Wire::connect(balancer.proxy.bound_ports().at("patience")).ended();
}

std::string page(const std::string& title) {
  return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
         "</h1></center>\r\n</body>\r\n</html>\r\n";
}

std::string without_date(const std::string& message) {
  return std::regex_replace(message, std::regex("Date: [^\r]*\r\n"), "");
}

std::string own_answer(const std::string& title, const std::string& connection) {
  return "HTTP/1.1 " + title + "\r\nServer: awselb/2.0\r\nContent-Type: text/html\r\n" +
         "Content-Length: " + std::to_string(page(title).size()) + "\r\nConnection: " + connection +
         "\r\n\r\n" + page(title);
}

std::string body_of(const std::string& message) {
  const auto end = message.find("\r\n\r\n");
  return end == std::string::npos ? "" : message.substr(end + 4);
}

std::string first_line(const std::string& message) {
  return message.substr(0, message.find("\r\n"));
}

}  // namespace drydock::proxy::testing
