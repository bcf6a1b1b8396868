#include "drydock/commands.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "api/control/pages.h"
#include "drydock/client.h"
#include "emulator/base/percent.h"
#include "emulator/json/described_json.h"

namespace drydock {
namespace {

namespace bhttp = boost::beast::http;
using client::demand;
using client::Response;
using client::text_in;

std::string address(const Options& options) {
  return "http://localhost:" + std::to_string(options.port);
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

/// The state with its images, as a tar archive.
constexpr auto archive_page = "/_drydock/state.tar";

void write_state(const Options& options, std::ostream& to) {
  const std::string what = "The state was not exported";
  client::download(options, options.state_images ? archive_page : "/_drydock/state", what, to);
  if (!options.state_images) to << '\n';
}

void write_file(const Options& options, const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::binary);
  if (file) write_state(options, file);
  file.close();
  if (!file) throw StartError("The file " + path.string() + " cannot be written.");
}

/// Whether a file that begins so is an archive; else it is to be the records' JSON.
bool is_archive(std::string_view begun) {
  constexpr std::size_t place_of_magic = 257;
  return begun.size() > place_of_magic && begun.substr(place_of_magic).starts_with("ustar");
}

void warn_of_missing_layers(const Response& response) {
  const auto answer = json::parse(response.body());
  const auto missing = answer ? answer->root()["missingLayers"].as_integer() : std::nullopt;
  if (missing.value_or(0) == 0) return;
  std::cerr << *missing
            << " layers of images are not here, so that nobody can pull those images until they "
               "are pushed again. A state that was exported with --images has them.\n";
}

void read_state(const Options& options, std::istream& from) {
  const std::string what = "The state was not imported";
  std::string begun(512, '\0');
  from.read(begun.data(), static_cast<std::streamsize>(begun.size()));
  begun.resize(static_cast<std::size_t>(from.gcount()));
  if (is_archive(begun)) {
    client::upload(options, archive_page, what, begun, from);
    return;
  }
  if (options.state_images) {
    throw StartError(what + ": " + options.state_file +
                     " has no images; it was exported without --images.");
  }
  begun.append(std::istreambuf_iterator<char>(from), {});
  warn_of_missing_layers(demand(options, bhttp::verb::post, "/_drydock/state", what, begun));
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
  if (options.state_file == "-") {
    write_state(options, std::cout);
    return;
  }
  // A file of that name is there once it is whole; a pipe or a device gets it as it comes.
  const std::filesystem::path named = options.state_file;
  std::error_code failure;
  const bool is_file =
      !std::filesystem::exists(named, failure) || std::filesystem::is_regular_file(named, failure);
  if (!is_file) return write_file(options, named);
  const std::filesystem::path unfinished = options.state_file + ".unfinished";
  try {
    write_file(options, unfinished);
    std::filesystem::rename(unfinished, named);
  } catch (const std::exception&) {
    std::filesystem::remove(unfinished, failure);
    throw;
  }
}

void import_state(const Options& options) {
  if (options.state_file == "-") return read_state(options, std::cin);
  std::ifstream file(options.state_file, std::ios::binary);
  if (!file) throw StartError("The file " + options.state_file + " cannot be read.");
  read_state(options, file);
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
