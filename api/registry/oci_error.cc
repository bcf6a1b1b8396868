#include "api/registry/oci_error.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "emulator/json/writer.h"
#include "model/ecr/service_model.h"

namespace drydock::registry {
namespace {

namespace bhttp = boost::beast::http;

struct Translation {
  std::string_view aws_code;
  unsigned status;
  std::string_view oci_code;
};

constexpr std::array translations{
    Translation{model::ecr::error::repository_not_found_exception, 404, "NAME_UNKNOWN"},
    Translation{model::ecr::error::image_not_found_exception, 404, "MANIFEST_UNKNOWN"},
    Translation{model::ecr::error::layers_not_found_exception, 400, "MANIFEST_BLOB_UNKNOWN"},
    Translation{model::ecr::error::referenced_images_not_found_exception, 400,
                "MANIFEST_BLOB_UNKNOWN"},
    Translation{model::ecr::error::image_tag_already_exists_exception, 400, "TAG_INVALID"},
    Translation{model::ecr::error::image_digest_does_not_match_exception, 400, "DIGEST_INVALID"},
    Translation{model::ecr::error::invalid_parameter_exception, 400, "MANIFEST_INVALID"},
    Translation{model::ecr::error::upload_not_found_exception, 404, "BLOB_UPLOAD_UNKNOWN"},
    Translation{model::ecr::error::limit_exceeded_exception, 429, "TOOMANYREQUESTS"},
    Translation{model::ecr::error::invalid_layer_exception, 400, "BLOB_UPLOAD_INVALID"},
    Translation{model::ecr::error::invalid_layer_part_exception, 416, "BLOB_UPLOAD_INVALID"},
};

}  // namespace

OciError to_oci(const aws::Error& error) {
  const auto found = std::ranges::find(translations, error.code(), &Translation::aws_code);
  if (found == translations.end()) return {500, "UNKNOWN", error.message()};
  return {found->status, found->oci_code, error.message()};
}

void throw_exception_from_error(const OciError& error, const boost::source_location& where) {
  throw std::logic_error("registry result without a value at " + where.to_string() + ": " +
                         error.message);
}

http::Response make_response(unsigned status) {
  http::Response response;
  response.result(status);
  response.set("Docker-Distribution-Api-Version", "registry/2.0");
  return response;
}

http::Response to_response(const OciError& error) {
  http::Response response = make_response(error.status);
  response.set(bhttp::field::content_type, "application/json");
  json::Writer body;
  body.begin_object();
  body.key("errors");
  body.begin_array();
  body.begin_object();
  body.member("code", error.code);
  body.member("message", error.message);
  body.end_object();
  body.end_array();
  body.end_object();
  response.body() = body.text();
  return response;
}

}  // namespace drydock::registry
