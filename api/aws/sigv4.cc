#include "api/aws/sigv4.h"

#include <utility>

namespace drydock::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kRegionSetAlgorithm = "AWS4-ECDSA-P256-SHA256";

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Takes what follows the last slash off the end of `text`.
std::optional<std::string_view> take_last(std::string_view& text) {
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto last = text.substr(slash + 1);
  text = text.substr(0, slash);
  return last;
}

// Splits "name=value" at the first equals sign, since a signature may not hold one but a future
// part's value might.
std::pair<std::string_view, std::string_view> split_part(std::string_view part) {
  const auto equals = part.find('=');
  if (equals == std::string_view::npos) return {part, {}};
  return {part.substr(0, equals), part.substr(equals + 1)};
}

}  // namespace

std::optional<Signature> parse_credential(std::string_view credential, bool with_region) {
  const auto terminator = take_last(credential);
  if (!terminator || *terminator != "aws4_request") return std::nullopt;
  Signature signature;
  const auto service = take_last(credential);
  const auto region = with_region ? take_last(credential) : std::string_view();
  const auto date = take_last(credential);
  if (!service || !region || !date || credential.empty()) return std::nullopt;
  signature.access_key_id = credential;
  signature.date = *date;
  signature.region = *region;
  signature.service = *service;
  return signature;
}

std::optional<Signature> parse_authorization(std::string_view header) {
  const auto space = header.find_first_of(" \t");
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view algorithm = header.substr(0, space);
  if (algorithm != kAlgorithm && algorithm != kRegionSetAlgorithm) return std::nullopt;

  std::optional<Signature> scope;
  std::string_view signed_headers;
  std::string_view hex;
  for (std::string_view rest = header.substr(space); !rest.empty();) {
    const auto comma = rest.find(',');
    const auto [name, value] = split_part(trim(rest.substr(0, comma)));
    if (name == "Credential") scope = parse_credential(value, algorithm == kAlgorithm);
    if (name == "SignedHeaders") signed_headers = value;
    if (name == "Signature") hex = value;
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  if (!scope) return std::nullopt;
  scope->signed_headers = signed_headers;
  scope->signature = hex;
  return scope;
}

}  // namespace drydock::aws
