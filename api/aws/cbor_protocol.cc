#include "api/aws/cbor_shapes.h"
#include "api/aws/protocol.h"
#include "emulator/json/document.h"

namespace drydock::aws {
namespace {

/// The errors that a handler gives more members with have them as JSON.
void append_json(cbor::Writer& writer, json::View view) {
  if (view.is_object()) {
    writer.begin_map(view.size());
    for (std::size_t i = 0; i < view.size(); ++i) {
      writer.text(view.name_at(i));
      append_json(writer, view.at(i));
    }
  } else if (view.is_array()) {
    writer.begin_array(view.size());
    for (std::size_t i = 0; i < view.size(); ++i) append_json(writer, view.at(i));
  } else if (const auto text = view.as_string()) {
    writer.text(*text);
  } else if (const auto flag = view.as_bool()) {
    writer.boolean(*flag);
  } else if (const auto integer = view.as_integer()) {
    writer.integer(*integer);
  } else if (const auto number = view.as_number()) {
    writer.number(*number);
  } else {
    writer.null();
  }
}

class CborProtocol final : public WireProtocol {
 public:
  [[nodiscard]] model::Protocol kind() const override { return model::Protocol::cbor; }

  [[nodiscard]] Result<Done> decode(const InputText& text, const model::OperationModel& operation,
                                    void* input, model::Violations& violations) const override {
    // An operation without an input is called without a body: the empty map that others send.
    const std::string_view body = text.body.empty() ? "\xA0" : text.body;
    return decode_cbor(body, *operation.input, input, violations);
  }

  [[nodiscard]] std::string encode(const model::ServiceModel& /*service*/,
                                   const model::OperationModel& operation, const void* output,
                                   std::string_view /*request_id*/) const override {
    // An operation without an output is answered without a body.
    if (operation.output == nullptr) return "";
    cbor::Writer writer;
    if (output == nullptr) {
      writer.begin_map(0);
    } else {
      encode_cbor(writer, *operation.output, output);
    }
    return writer.take();
  }

  // Clients take the error's name from behind the last #, if there is one; botocore's models do not
  // tell the namespace that stands before it.
  [[nodiscard]] std::string encode_error(const model::ServiceModel& /*service*/,
                                         const ErrorReply& error,
                                         std::string_view /*request_id*/) const override {
    cbor::Writer writer;
    writer.begin_map(2 + error.members.size());
    writer.text("__type");
    writer.text(error.wire_code);
    writer.text("message");
    writer.text(error.message);
    for (const auto& [name, value] : error.members) {
      writer.text(name);
      const auto document = json::parse(value);
      append_json(writer, document ? document->root() : json::View());
    }
    return writer.take();
  }

  [[nodiscard]] std::string_view content_type() const override { return "application/cbor"; }
  [[nodiscard]] std::string_view smithy_protocol() const override { return rpc_v2_cbor; }
};

}  // namespace

const WireProtocol& cbor_protocol() {
  static const CborProtocol protocol;
  return protocol;
}

}  // namespace drydock::aws
