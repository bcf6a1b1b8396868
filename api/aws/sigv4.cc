#include "api/aws/sigv4.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "api/aws/error_reply.h"

namespace drydock::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kRegionSetAlgorithm = "AWS4-ECDSA-P256-SHA256";

// Takes what follows the last slash off the end of `text`.
std::optional<std::string_view> take_last(std::string_view& text) {
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto last = text.substr(slash + 1);
  text = text.substr(0, slash);
  return last;
}

Error incomplete(std::string message) { return {error::incomplete_signature, std::move(message)}; }

Error mismatch(std::string message) {
  return {error::signature_does_not_match, std::move(message)};
}

/// What stands in ARNs and names worlds; made-up regions are welcome.
bool is_region(std::string_view text) {
  constexpr std::size_t longest = 63;
  return text.size() <= longest && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

/// The parts of a header by name; the views look into it.
struct Parts {
  std::optional<std::string_view> credential;
  std::optional<std::string_view> signed_headers;
  std::optional<std::string_view> signature;
};

/// Splits "name=value" at the first equals sign: a later part's value might hold one.
/// https://github.com/boto/boto3/issues/2280 has AWS's words; a space parts as a comma does.
Result<Parts> split(std::string_view header, std::string_view rest) {
  Parts parts;
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(", \t"), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty()) continue;
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) {
      return incomplete("'" + std::string(part) +
                        "' not a valid key=value pair (missing equal-sign) in Authorization "
                        "header: '" +
                        std::string(header) + "'.");
    }
    const std::string_view name = part.substr(0, equals);
    const std::string_view value = part.substr(equals + 1);
    if (name == "Credential") parts.credential = value;
    if (name == "SignedHeaders") parts.signed_headers = value;
    if (name == "Signature") parts.signature = value;
  }
  return parts;
}

/// One sentence for each part that is not there.
/// https://github.com/aws/chalice/issues/828 has AWS's words.
std::string missing_parts(const Parts& parts) {
  std::string sentences;
  const auto miss = [&sentences](bool there, std::string_view name) {
    if (!there) {
      sentences += "Authorization header requires '" + std::string(name) + "' parameter. ";
    }
  };
  miss(parts.credential.has_value(), "Credential");
  miss(parts.signature.has_value(), "Signature");
  miss(parts.signed_headers.has_value(), "SignedHeaders");
  return sentences;
}

}  // namespace

Result<Signature> parse_credential(std::string_view credential, bool with_region) {
  const std::string_view whole = credential;
  const auto terminator = take_last(credential);
  const auto service = take_last(credential);
  const auto region = with_region ? take_last(credential) : std::string_view();
  const auto date = take_last(credential);
  // https://github.com/boto/boto3/issues/1752 has AWS's words.
  if (!terminator || !service || !region || !date || credential.empty()) {
    return incomplete("Credential must have exactly " + std::string(with_region ? "5" : "4") +
                      " slash-delimited elements, e.g. keyid/date/" +
                      std::string(with_region ? "region/" : "") + "service/term, got '" +
                      std::string(whole) + "'");
  }
  if (*terminator != "aws4_request") {
    return mismatch("Credential should be scoped with a valid terminator: 'aws4_request', not '" +
                    std::string(*terminator) + "'.");
  }
  if (!is_region(*region)) return mismatch("Credential should be scoped to a valid region.");
  Signature signature;
  signature.access_key_id = credential;
  signature.date = *date;
  signature.region = *region;
  signature.service = *service;
  return signature;
}

Result<Signature> parse_authorization(std::string_view header) {
  const std::string_view algorithm = header.substr(0, header.find_first_of(" \t"));
  const bool known = algorithm == kAlgorithm || algorithm == kRegionSetAlgorithm;
  const auto parts = known ? split(header, header.substr(algorithm.size())) : Parts{};
  if (!parts) return parts.error();
  const std::string missing = missing_parts(*parts);
  if (!missing.empty()) return incomplete(missing + "Authorization=" + std::string(header));
  auto scope = parse_credential(*parts->credential, algorithm == kAlgorithm);
  if (!scope) return scope;
  scope->signed_headers = *parts->signed_headers;
  scope->signature = *parts->signature;
  return scope;
}

}  // namespace drydock::aws
