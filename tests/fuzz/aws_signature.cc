#include <string>

#include "api/aws/sigv4.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

std::string header_of(const aws::Signature& signature, bool with_region) {
  std::string header = with_region ? "AWS4-HMAC-SHA256" : "AWS4-ECDSA-P256-SHA256";
  header.append(" Credential=").append(signature.access_key_id).append("/");
  header.append(signature.date).append("/");
  if (with_region) header.append(signature.region).append("/");
  header.append(signature.service).append("/aws4_request");
  header.append(", SignedHeaders=").append(signature.signed_headers);
  header.append(", Signature=").append(signature.signature);
  return header;
}

}  // namespace

void run_aws_signature(std::string_view input) {
  const auto signature = aws::parse_authorization(input);
  if (!signature) return;
  for (const std::string_view part :
       {signature->access_key_id, signature->date, signature->region, signature->service,
        signature->signed_headers, signature->signature}) {
    require(lies_in(part, input), "a signature is made of pieces of its header");
    require(part.find(',') == part.npos, "a comma ends a part");
  }
  require(!signature->access_key_id.empty(), "whoever signs has a key");
  for (const std::string_view part : {signature->date, signature->region, signature->service}) {
    require(part.find('/') == part.npos, "a slash ends a part of the credential scope");
  }
  const std::string again = header_of(*signature, !input.starts_with("AWS4-ECDSA"));
  require(aws::parse_authorization(again) == signature, "a signature written anew reads the same");
}

}  // namespace drydock::fuzz
