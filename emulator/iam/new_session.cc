#include "emulator/iam/new_session.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "emulator/base/account.h"
#include "emulator/base/arn.h"
#include "emulator/base/base64.h"
#include "emulator/base/fingerprint.h"
#include "emulator/base/sha256.h"

namespace drydock::iam {
namespace {

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  return text;
}

}  // namespace

std::optional<RoleReference> role_reference(std::string_view text) {
  constexpr std::string_view kind = "role/";
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "iam" || !is_account(arn->account) ||
      !arn->resource.starts_with(kind)) {
    return std::nullopt;
  }
  std::string name = arn->resource.substr(arn->resource.rfind('/') + 1);
  if (name.empty()) return std::nullopt;
  return RoleReference{
      .partition = arn->partition, .account = arn->account, .name = std::move(name)};
}

std::string role_id(std::string_view account, std::string_view name) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string id = "AROA";
  std::uint64_t bits = fingerprint(std::string(account) + "/" + std::string(name));
  for (int i = 0; i < 17; ++i) {
    id.push_back(alphabet[bits % alphabet.size()]);
    bits = bits / alphabet.size() * 6364136223846793005U + bits;
  }
  return id;
}

NewSession make_session(const RoleReference& role, std::string_view session_name, Duration lifetime,
                        IdSource& ids, TimePoint now) {
  const std::string name(session_name);
  NewSession made{.session = {},
                  .secret_access_key = ids.secret_alphanumeric(40),
                  .session_token = base64_encode(ids.secret(240))};
  made.session.access_key_id = "ASIA" + upper(ids.alphanumeric(16));
  made.session.token_digest = sha256_hex(made.session_token);
  made.session.account = role.account;
  made.session.arn = Arn{.partition = role.partition,
                         .service = "sts",
                         .region = "",
                         .account = role.account,
                         .resource = "assumed-role/" + role.name + "/" + name}
                         .text();
  made.session.user_id = role_id(role.account, role.name) + ":" + name;
  made.session.expires_at = now + lifetime;
  return made;
}

}  // namespace drydock::iam
