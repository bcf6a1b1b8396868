#include "drydock/commands.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string_view>

#include "api/control/pages.h"
#include "api/http/origin_guard.h"
#include "emulator/base/percent.h"
#include "emulator/json/described_json.h"

namespace drydock {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

std::string address(const Options& options) {
  return "http://localhost:" + std::to_string(options.port);
}

using Response = bhttp::response<bhttp::string_body>;

/// Asks the running drydock for a page of its own.
Response ask(const Options& options, bhttp::verb method, const std::string& path,
             const std::string& body = {}) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  boost::system::error_code failure;
  socket.connect({asio::ip::make_address(options.host), static_cast<std::uint16_t>(options.port)},
                 failure);
  if (failure) {
    throw StartError("No drydock answers at " + options.host + ":" + std::to_string(options.port) +
                     "; start one with drydock serve, or name its place with --port.");
  }
  bhttp::request<bhttp::string_body> request(method, path, 11, body);
  request.set(bhttp::field::host, "localhost");
  request.set(std::string(http::control_header), "1");
  request.prepare_payload();
  bhttp::write(socket, request, failure);
  // One that refuses a body may do so before it has read all of it.
  boost::beast::flat_buffer buffer;
  bhttp::response_parser<bhttp::string_body> answer;
  answer.body_limit(boost::none);
  bhttp::read(socket, buffer, answer, failure);
  if (failure) throw StartError("drydock's answer broke off: " + failure.message());
  return answer.release();
}

std::string text_in(const Response& response, std::string_view member) {
  const auto answer = json::parse(response.body());
  return std::string(answer ? answer->root()[member].as_string().value_or("") : "");
}

/// The same; what drydock says no to is an error that begins with `what`.
Response demand(const Options& options, bhttp::verb method, const std::string& path,
                const std::string& what, const std::string& body = {}) {
  Response response = ask(options, method, path, body);
  if (response.result() != bhttp::status::ok) {
    throw StartError(what + ": " + text_in(response, "message"));
  }
  return response;
}

/// "registry/shop:v1" or "shop" to repository "shop" and tag "v1" or "latest": what ECR calls an
/// image that the engine calls so.
control::ImportRequest import_request(const Options& options) {
  const std::string& image = options.import_image;
  std::string name = options.import_target.empty() ? image : options.import_target;
  std::string tag = "latest";
  const std::size_t colon = name.rfind(':');
  if (colon != std::string::npos && name.find('/', colon) == std::string::npos) {
    tag = name.substr(colon + 1);
    name.resize(colon);
  }
  const std::size_t slash = name.find('/');
  const bool has_host =
      slash != std::string::npos && name.substr(0, slash).find_first_of(".:") != std::string::npos;
  if (has_host && options.import_target.empty()) name.erase(0, slash + 1);
  return {.image = image,
          .repository = name,
          .tag = tag,
          .account = options.import_account,
          .region = options.import_region};
}

std::string snapshot_page(const Options& options) {
  return "/_drydock/snapshots/" + percent_encoded(options.snapshot_name);
}

}  // namespace

void print_env(const Options& options) {
  std::cout << "export AWS_ENDPOINT_URL=" << address(options) << '\n'
            << "export AWS_ACCESS_KEY_ID=" << options.account << '\n'
            << "export AWS_SECRET_ACCESS_KEY=drydock\n"
            << "export AWS_REGION=" << options.region << '\n'
            << "export AWS_DEFAULT_REGION=" << options.region << '\n';
}

void import_image(const Options& options) {
  const control::ImportRequest request = import_request(options);
  const Response response = demand(options, bhttp::verb::post, "/_drydock/import",
                                   "The image was not imported", json::to_json(request));
  std::cout << request.repository << ":" << request.tag << " " << text_in(response, "imageDigest")
            << '\n';
}

void export_state(const Options& options) {
  const Response response =
      demand(options, bhttp::verb::get, "/_drydock/state", "The state was not exported");
  if (options.state_file == "-") {
    std::cout << response.body() << '\n';
    return;
  }
  std::ofstream file(options.state_file);
  file << response.body() << '\n';
  file.close();
  if (!file) throw StartError("The file " + options.state_file + " cannot be written.");
}

void import_state(const Options& options) {
  std::ostringstream text;
  if (options.state_file == "-") {
    text << std::cin.rdbuf();
  } else {
    const std::ifstream file(options.state_file);
    if (!file) throw StartError("The file " + options.state_file + " cannot be read.");
    text << file.rdbuf();
  }
  demand(options, bhttp::verb::post, "/_drydock/state", "The state was not imported", text.str());
}

void save_snapshot(const Options& options) {
  demand(options, bhttp::verb::post, snapshot_page(options), "The snapshot was not saved");
}

void load_snapshot(const Options& options) {
  demand(options, bhttp::verb::post, snapshot_page(options) + "/load",
         "The snapshot was not loaded");
}

void list_snapshots(const Options& options) {
  const Response response =
      demand(options, bhttp::verb::get, "/_drydock/snapshots", "The snapshots are not known");
  const auto answer = json::parse(response.body());
  if (!answer) return;
  const json::View names = answer->root()["snapshots"];
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::cout << names.at(i).as_string().value_or("") << '\n';
  }
}

}  // namespace drydock
