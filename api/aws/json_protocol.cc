#include <utility>
#include "api/aws/protocol.h"

#include "emulator/json/shape_json.h"

namespace drydock::aws {
namespace {

/// No AWS operation comes near so many values.
constexpr std::size_t values_limit = 100'000;

Result<json::Document> parse(const InputText& text) {
  if (text.storage != nullptr) return json::parse_in_place(std::move(*text.storage), values_limit);
  // Some clients send nothing where there is nothing to tell.
  return json::parse(text.body.empty() ? "{}" : text.body, values_limit);
}

class JsonProtocol final : public WireProtocol {
 public:
  [[nodiscard]] Result<Done> decode(const InputText& text, const model::OperationModel& operation,
                                    void* input, model::Violations& violations) const override {
    const std::size_t size = text.body.size();
    const auto document = parse(text);
    if (!document) return document.error();
    return json::decode(document->root(), *operation.input, input, violations,
                        model::InputBudget(size));
  }

  [[nodiscard]] std::string encode(const model::ServiceModel& /*service*/,
                                   const model::OperationModel& operation, const void* output,
                                   std::string_view /*request_id*/) const override {
    if (output == nullptr || operation.output == nullptr) return "{}";
    json::Writer writer;
    json::encode(writer, *operation.output, output);
    return std::string(writer.text());
  }

  [[nodiscard]] std::string encode_error(const model::ServiceModel& /*service*/,
                                         const ErrorReply& error,
                                         std::string_view /*request_id*/) const override {
    json::Writer writer;
    writer.begin_object();
    writer.member("__type", error.wire_code);
    writer.member("message", error.message);
    for (const auto& [name, value] : error.members) {
      writer.key(name);
      writer.raw(value);
    }
    writer.end_object();
    return std::string(writer.text());
  }

  [[nodiscard]] std::string_view content_type() const override {
    return "application/x-amz-json-1.1";
  }
};

}  // namespace

const WireProtocol& json_protocol() {
  static const JsonProtocol protocol;
  return protocol;
}

const WireProtocol& protocol_of(const model::ServiceModel& service) {
  switch (service.protocol) {
    case model::Protocol::json:
      return json_protocol();
    case model::Protocol::query:
      return query_protocol();
    case model::Protocol::ec2:
      return ec2_protocol();
  }
  return json_protocol();
}

}  // namespace drydock::aws
