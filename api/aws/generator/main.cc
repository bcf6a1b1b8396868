// Turns service models into C++:  drydock_generator OUT_DIR MODEL.json...
// Writes OUT_DIR/model/<service>.h, the headers of its resources in <service>/,
// <service>_operations.inc, <service>_tables.cc and services.cc.
// A file whose text is the same as before is left alone, so that what includes it is not built
// again.

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/aws/generator/access_writer.h"
#include "api/aws/generator/header_writer.h"
#include "api/aws/generator/service_model.h"
#include "api/aws/generator/shape_graph.h"
#include "api/aws/generator/tables_writer.h"

namespace drydock::generator {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_if_changed(const std::filesystem::path& file, const std::string& text) {
  if (std::filesystem::exists(file) && read(file) == text) return;
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
}

void generate_service(const ServiceModel& model, const std::filesystem::path& folder) {
  const ShapeGraph graph(model);
  const AccessNames access(model, graph);
  const std::filesystem::path own = folder / model.name;
  std::filesystem::create_directories(own);
  write_if_changed(own / (std::string(service_header) + ".h"), service_header_text(model));
  for (const std::string& resource : model.resources) {
    write_if_changed(own / (resource + ".h"), resource_header_text(model, graph, resource));
  }
  write_if_changed(own / (std::string(common_resource) + ".h"),
                   resource_header_text(model, graph, common_resource));
  write_if_changed(folder / (model.name + ".h"), all_resources_text(model));
  write_if_changed(folder / (model.name + "_operations.inc"), operations_text(model));
  write_if_changed(folder / (model.name + "_tables.cc"), tables_text(model, graph, access));
}

void generate(std::span<char*> arguments) {
  const auto folder = std::filesystem::path(arguments[0]) / "model";
  std::filesystem::create_directories(folder);
  std::vector<std::string> names;
  for (const char* file : arguments.subspan(1)) {
    const ServiceModel model = load_model(file);
    generate_service(model, folder);
    names.push_back(model.name);
  }
  write_if_changed(folder / "services.cc", services_text(names));
}

}  // namespace
}  // namespace drydock::generator

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (arguments.size() < 3) {
    std::cerr << "usage: drydock_generator OUT_DIR MODEL.json...\n";
    return 2;
  }
  try {
    drydock::generator::generate(arguments.subspan(1));
  } catch (const std::exception& error) {
    std::cerr << "drydock_generator: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
