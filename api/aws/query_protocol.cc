#include "api/aws/form_decoder.h"
#include "api/aws/protocol.h"
#include "api/aws/xml.h"

namespace drydock::aws {
namespace {

Result<Done> decode_text(const InputText& text, ListStyle lists,
                         const model::OperationModel& operation, void* input,
                         model::Violations& violations) {
  if (text.form != nullptr) {
    return decode_form(*text.form, lists, *operation.input, input, violations);
  }
  const auto form = Form::parse(text.body);
  if (!form) return form.error();
  return decode_form(*form, lists, *operation.input, input, violations);
}

void open_response(std::string& xml, const model::ServiceModel& service,
                   const model::OperationModel& operation) {
  xml.append("<").append(operation.name).append("Response xmlns=\"");
  xml.append(service.xml_namespace).append("\">");
}

void close_response(std::string& xml, const model::OperationModel& operation) {
  xml.append("</").append(operation.name).append("Response>");
}

class QueryProtocol final : public WireProtocol {
 public:
  [[nodiscard]] model::Protocol kind() const override { return model::Protocol::query; }

  [[nodiscard]] Result<Done> decode(const InputText& text, const model::OperationModel& operation,
                                    void* input, model::Violations& violations) const override {
    return decode_text(text, ListStyle::member, operation, input, violations);
  }

  [[nodiscard]] std::string encode(const model::ServiceModel& service,
                                   const model::OperationModel& operation, const void* output,
                                   std::string_view request_id) const override {
    std::string xml;
    open_response(xml, service, operation);
    if (!operation.result_wrapper.empty()) {
      xml.append("<").append(operation.result_wrapper).append(">");
      if (output != nullptr) append_xml_members(xml, *operation.output, output);
      xml.append("</").append(operation.result_wrapper).append(">");
    }
    xml.append("<ResponseMetadata>");
    append_xml_element(xml, "RequestId", request_id);
    xml.append("</ResponseMetadata>");
    close_response(xml, operation);
    return xml;
  }

  [[nodiscard]] std::string encode_error(const model::ServiceModel& service,
                                         const ErrorReply& error,
                                         std::string_view request_id) const override {
    std::string xml = "<ErrorResponse xmlns=\"";
    xml.append(service.xml_namespace).append("\"><Error>");
    append_xml_element(xml, "Type", error.sender_fault ? "Sender" : "Receiver");
    append_xml_element(xml, "Code", error.wire_code);
    append_xml_element(xml, "Message", error.message);
    xml.append("</Error>");
    append_xml_element(xml, "RequestId", request_id);
    return xml.append("</ErrorResponse>");
  }

  [[nodiscard]] std::string_view content_type() const override { return "text/xml"; }
};

class Ec2Protocol final : public WireProtocol {
 public:
  [[nodiscard]] model::Protocol kind() const override { return model::Protocol::ec2; }

  [[nodiscard]] Result<Done> decode(const InputText& text, const model::OperationModel& operation,
                                    void* input, model::Violations& violations) const override {
    return decode_text(text, ListStyle::flattened, operation, input, violations);
  }

  [[nodiscard]] std::string encode(const model::ServiceModel& service,
                                   const model::OperationModel& operation, const void* output,
                                   std::string_view request_id) const override {
    std::string xml;
    open_response(xml, service, operation);
    append_xml_element(xml, "requestId", request_id);
    if (output != nullptr && operation.output != nullptr) {
      append_xml_members(xml, *operation.output, output);
    } else {
      append_xml_element(xml, "return", "true");
    }
    close_response(xml, operation);
    return xml;
  }

  [[nodiscard]] std::string encode_error(const model::ServiceModel& /*service*/,
                                         const ErrorReply& error,
                                         std::string_view request_id) const override {
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>";
    append_xml_element(xml, "Code", error.wire_code);
    append_xml_element(xml, "Message", error.message);
    xml.append("</Error></Errors>");
    append_xml_element(xml, "RequestID", request_id);
    return xml.append("</Response>");
  }

  [[nodiscard]] std::string_view content_type() const override { return "text/xml;charset=UTF-8"; }
};

}  // namespace

const WireProtocol& query_protocol() {
  static const QueryProtocol protocol;
  return protocol;
}

const WireProtocol& ec2_protocol() {
  static const Ec2Protocol protocol;
  return protocol;
}

}  // namespace drydock::aws
