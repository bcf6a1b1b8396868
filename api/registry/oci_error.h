#pragma once

#include <string>
#include <string_view>

#include "api/http/exchange.h"
#include "emulator/base/result.h"

namespace drydock::registry {

/// An error as the distribution protocol tells it.
/// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes
struct OciError {
  OciError() = default;
  OciError(unsigned http_status, std::string_view error_code, std::string text)
      : status(http_status), code(error_code), message(std::move(text)) {}

  unsigned status = 500;
  std::string code;  ///< Such as "NAME_UNKNOWN".
  std::string message;
};
[[noreturn]] void throw_exception_from_error(const OciError& error, const boost::source_location&);

/// The same error that the ECR API would give, in the registry's codes.
OciError to_oci(const aws::Error& error);

/// An empty answer with this status, as every answer of the registry starts.
http::Response make_response(unsigned status);

/// The error in its envelope: {"errors":[{"code":…,"message":…}]}
http::Response to_response(const OciError& error);

}  // namespace drydock::registry
