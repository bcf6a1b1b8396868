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
  explicit JsonProtocol(std::string_view content_type) : content_type_(content_type) {}

  [[nodiscard]] model::Protocol kind() const override { return model::Protocol::json; }

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

  [[nodiscard]] std::string_view content_type() const override { return content_type_; }

 private:
  std::string_view content_type_;
};

}  // namespace

const WireProtocol& json_protocol(std::string_view version) {
  static const JsonProtocol json_1_0("application/x-amz-json-1.0");
  static const JsonProtocol json_1_1("application/x-amz-json-1.1");
  return version == "1.0" ? json_1_0 : json_1_1;
}

}  // namespace drydock::aws
