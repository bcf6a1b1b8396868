#include "drydock/commands.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <iostream>
#include <string_view>

#include "api/control/pages.h"
#include "api/http/origin_guard.h"
#include "emulator/json/described_json.h"

namespace drydock {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

std::string address(const Options& options) {
  return "http://localhost:" + std::to_string(options.port);
}

bhttp::response<bhttp::string_body> post(const Options& options, const std::string& path,
                                         const std::string& body) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  boost::system::error_code failure;
  socket.connect({asio::ip::make_address(options.host), static_cast<std::uint16_t>(options.port)},
                 failure);
  if (failure) {
    throw StartError("No drydock answers at " + options.host + ":" + std::to_string(options.port) +
                     "; start one with drydock serve, or name its place with --port.");
  }
  bhttp::request<bhttp::string_body> request(bhttp::verb::post, path, 11, body);
  request.set(bhttp::field::host, "localhost");
  request.set(std::string(http::control_header), "1");
  request.prepare_payload();
  bhttp::write(socket, request);
  boost::beast::flat_buffer buffer;
  bhttp::response<bhttp::string_body> response;
  bhttp::read(socket, buffer, response);
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
  const auto response = post(options, "/_drydock/import", json::to_json(request));
  const auto answer = json::parse(response.body());
  const auto text = [&](std::string_view member) {
    return std::string(answer ? answer->root()[member].as_string().value_or("") : "");
  };
  if (response.result() != bhttp::status::ok) {
    throw StartError("The image was not imported: " + text("message"));
  }
  std::cout << request.repository << ":" << request.tag << " " << text("imageDigest") << '\n';
}

}  // namespace drydock
