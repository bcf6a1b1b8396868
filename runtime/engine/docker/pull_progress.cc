#include "runtime/engine/docker/pull_progress.h"

#include <algorithm>
#include <array>
#include <utility>

#include "emulator/base/base64.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"

namespace drydock::docker {

ImageName split_reference(std::string_view reference) {
  const std::size_t at = reference.find('@');
  if (at != std::string_view::npos) {
    return {std::string(reference.substr(0, at)), std::string(reference.substr(at + 1))};
  }
  const std::size_t slash = reference.rfind('/');
  const std::size_t colon = reference.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon == std::string_view::npos) return {std::string(reference), "latest"};
  return {std::string(reference.substr(0, colon)), std::string(reference.substr(colon + 1))};
}

EngineError pull_error(std::string message) {
  constexpr std::array<std::string_view, 5> missing{
      "manifest unknown", "not found", "does not exist", "No such image", "name unknown"};
  const bool is_missing = std::ranges::any_of(
      missing, [&](std::string_view words) { return message.find(words) != std::string::npos; });
  return {is_missing ? EngineError::Kind::image_missing : EngineError::Kind::refused,
          std::move(message)};
}

void PullProgress::feed(std::string_view piece) {
  lines_.feed(piece, [this](std::string_view line) {
    const auto document = json::parse(line);
    if (!document) return;
    const json::View root = document->root();
    if (const auto error = root["error"].as_string()) error_ = pull_error(std::string(*error));
  });
}

std::string registry_auth(const RegistryCredentials& credentials, std::string_view reference) {
  json::Writer writer;
  writer.begin_object();
  writer.member("username", credentials.user);
  writer.member("password", credentials.password);
  writer.member("serveraddress", reference.substr(0, reference.find('/')));
  writer.end_object();
  std::string encoded = base64_encode(writer.text());
  // The alphabet for URLs, as the engine reads it.
  std::ranges::replace(encoded, '+', '-');
  std::ranges::replace(encoded, '/', '_');
  return encoded;
}

}  // namespace drydock::docker
