#include "runtime/engine/docker/answers.h"

#include "emulator/json/document.h"

namespace drydock::docker {

EngineError not_understood(std::string_view what) {
  return {EngineError::Kind::refused,
          "the Docker engine's answer about " + std::string(what) + " is not what its API says"};
}

EngineResult<std::string> text_in(const HttpReply& reply, std::string_view member) {
  const auto document = json::parse(reply.body);
  if (!document) return not_understood(member);
  const json::View root = document->root();
  const auto text = root[member].as_string();
  if (!text) return not_understood(member);
  return std::string(*text);
}

}  // namespace drydock::docker
