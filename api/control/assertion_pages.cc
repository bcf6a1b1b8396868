#include "api/control/assertion_pages.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "api/aws/iso8601.h"
#include "emulator/base/iso_duration.h"
#include "emulator/base/number.h"
#include "emulator/base/percent.h"
#include "emulator/base/query.h"
#include "emulator/json/writer.h"

namespace drydock::control {
namespace asio = boost::asio;
using boost::beast::http::verb;
using http::Answer;

namespace {

constexpr unsigned expectation_failed = 417;

/// What a query expects, and of whom.
struct Expectations {
  std::optional<std::uint64_t> requests;
  std::optional<std::uint64_t> requests_failed;
  std::optional<std::uint64_t> fewest_healthy;
  std::optional<Duration> longest_outage;
  std::optional<std::string> service;
  std::optional<std::string> load_balancer;
};

/// Reads one parameter; the sentence that says what is wrong with it.
std::optional<std::string> read(Expectations& wanted, const QueryParameter& parameter) {
  const std::string name(parameter.name);
  const std::string value = percent_decoded(parameter.value);
  const auto number = [&](std::optional<std::uint64_t>& into) -> std::optional<std::string> {
    into = parse_number<std::uint64_t>(value);
    return into ? std::nullopt : std::optional(name + " takes a number.");
  };
  if (name == "requests") return number(wanted.requests);
  if (name == "requestsFailed") return number(wanted.requests_failed);
  if (name == "fewestHealthyTasks") return number(wanted.fewest_healthy);
  if (name == "longestOutage") {
    wanted.longest_outage = parse_iso_duration(value);
    return wanted.longest_outage ? std::nullopt
                                 : std::optional<std::string>(
                                       "longestOutage takes an ISO 8601 duration such as PT30S.");
  }
  if (name == "service" || name == "loadBalancer") {
    (name == "service" ? wanted.service : wanted.load_balancer) = value;
    return value.empty() ? std::optional(name + " takes a name.") : std::nullopt;
  }
  return "There is no parameter " + name + " here.";
}

Result<Expectations> read_query(std::string_view target) {
  Expectations wanted;
  const std::size_t mark = target.find('?');
  std::string_view query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  while (const auto parameter = take_parameter(query)) {
    if (auto problem = read(wanted, *parameter)) {
      return aws::Error("ValidationException", std::move(*problem));
    }
  }
  return wanted;
}

/// "web" and "shop/web" both mean the service "shop/web".
bool is_meant(const std::string& name, const ServiceObserved& service) {
  return service.service == name || service.service.ends_with("/" + name);
}

/// A load balancer's DNS name begins with its name and an id: "web-1234567890.us-east-1…".
bool is_meant(const std::string& name, const BalancerObserved& balancer) {
  if (balancer.dns_name == name) return true;
  const std::string_view label =
      std::string_view(balancer.dns_name).substr(0, balancer.dns_name.find('.'));
  return label.substr(0, label.rfind('-')) == name;
}

template <class All>
void keep_only(All& all, const std::optional<std::string>& name) {
  if (!name) return;
  std::erase_if(all, [&](const auto& each) { return !is_meant(*name, each); });
}

RequestsServed sum_of(const Observed& observed) {
  RequestsServed sum;
  for (const BalancerObserved& balancer : observed.load_balancers) {
    sum.requests += balancer.served.requests;
    sum.failed += balancer.served.failed;
  }
  return sum;
}

std::string text(std::uint64_t number) { return std::to_string(number); }

std::optional<std::string> problem_of(const Expectations& wanted, const ServiceObserved& service) {
  const std::string name = "Service " + service.service;
  if (wanted.fewest_healthy && std::cmp_less(service.fewest_healthy, *wanted.fewest_healthy)) {
    return name + " had " + std::to_string(service.fewest_healthy) +
           " healthy tasks at its worst, where " + text(*wanted.fewest_healthy) + " are expected.";
  }
  if (wanted.longest_outage && service.longest_outage > *wanted.longest_outage) {
    return name + " had no healthy task for " + iso_duration(service.longest_outage) + ", where " +
           iso_duration(*wanted.longest_outage) + " is the most expected.";
  }
  return std::nullopt;
}

/// The first expectation that does not hold. What is expected of services needs one.
std::optional<std::string> problem_of(const Expectations& wanted, const Observed& observed) {
  const RequestsServed served = sum_of(observed);
  if (wanted.requests && served.requests < *wanted.requests) {
    return text(served.requests) + " requests came, where " + text(*wanted.requests) +
           " are expected at least.";
  }
  if (wanted.requests_failed && served.failed > *wanted.requests_failed) {
    return text(served.failed) + " of " + text(served.requests) + " requests failed, where " +
           text(*wanted.requests_failed) + " are the most expected.";
  }
  const bool of_services = wanted.service || wanted.fewest_healthy || wanted.longest_outage;
  if (of_services && observed.services.empty()) {
    return wanted.service ? "No service " + *wanted.service + " was observed."
                          : std::string("No service was observed.");
  }
  for (const ServiceObserved& service : observed.services) {
    if (auto problem = problem_of(wanted, service)) return problem;
  }
  return std::nullopt;
}

void write_number(json::Writer& writer, std::string_view name, std::uint64_t number) {
  writer.key(name);
  writer.integer(static_cast<std::int64_t>(number));
}

void write(json::Writer& writer, const RequestsServed& served) {
  write_number(writer, "requests", served.requests);
  write_number(writer, "requestsFailed", served.failed);
}

void write_services(json::Writer& writer, const Observed& observed) {
  writer.key("services");
  writer.begin_array();
  for (const ServiceObserved& service : observed.services) {
    writer.begin_object();
    writer.member("account", service.world.account);
    writer.member("region", service.world.region);
    writer.member("service", service.service);
    write_number(writer, "fewestHealthyTasks", static_cast<std::uint64_t>(service.fewest_healthy));
    writer.member("longestOutage", iso_duration(service.longest_outage));
    writer.end_object();
  }
  writer.end_array();
}

void write_load_balancers(json::Writer& writer, const Observed& observed) {
  writer.key("loadBalancers");
  writer.begin_array();
  for (const BalancerObserved& balancer : observed.load_balancers) {
    writer.begin_object();
    writer.member("dnsName", balancer.dns_name);
    write(writer, balancer.served);
    writer.end_object();
  }
  writer.end_array();
}

/// Of all services the worst, where there is one.
void write_worst(json::Writer& writer, const Observed& observed) {
  if (observed.services.empty()) return;
  const auto fewest =
      std::ranges::min(observed.services, std::ranges::less(), &ServiceObserved::fewest_healthy);
  const auto longest =
      std::ranges::max(observed.services, std::ranges::less(), &ServiceObserved::longest_outage);
  write_number(writer, "fewestHealthyTasks", static_cast<std::uint64_t>(fewest.fewest_healthy));
  writer.member("longestOutage", iso_duration(longest.longest_outage));
}

std::string facts(const Observed& observed, const std::optional<std::string>& problem) {
  json::Writer writer;
  writer.begin_object();
  if (problem) writer.member("message", *problem);
  writer.member("since", aws::iso8601(observed.since));
  write(writer, sum_of(observed));
  write_worst(writer, observed);
  write_services(writer, observed);
  write_load_balancers(writer, observed);
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace

PageList AssertionPages::pages() {
  return {
      {"/_drydock/assertions", verb::get, [this](const http::Call& call) { return check(call); }},
      {"/_drydock/assertions/mark", verb::post,
       [this](const http::Call& call) { return mark(call); }}};
}

asio::awaitable<Answer> AssertionPages::mark(const http::Call&) {
  co_await observations_.mark();
  json::Writer writer;
  writer.begin_object();
  writer.member("since", aws::iso8601(observations_.observed()->since));
  writer.end_object();
  co_return json_answer(200, std::string(writer.text()));
}

asio::awaitable<Answer> AssertionPages::check(const http::Call& call) {
  const Result<Expectations> wanted = read_query(call.header.target());
  if (!wanted) co_return refusal(400, wanted.error().message());
  std::optional<Observed> observed = observations_.observed();
  if (!observed) {
    co_return refusal(409, "Nothing is observed yet: POST /_drydock/assertions/mark first.");
  }
  keep_only(observed->services, wanted->service);
  keep_only(observed->load_balancers, wanted->load_balancer);
  const std::optional<std::string> problem = problem_of(*wanted, *observed);
  co_return json_answer(problem ? expectation_failed : 200, facts(*observed, problem));
}

}  // namespace drydock::control
