#include "api/http/answer.h"

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>

#include "api/cbor/writer.h"
#include "emulator/json/writer.h"

namespace drydock::http {
namespace {

using boost::beast::http::field;

std::string_view value_of(const RequestHeader& request, field name) {
  const auto at = request.find(name);
  return at == request.end() ? std::string_view() : std::string_view(at->value());
}

std::string json_error(std::string_view code, std::string_view sentence) {
  json::Writer writer;
  writer.begin_object();
  writer.member("__type", code);
  writer.member("message", sentence);
  writer.end_object();
  return std::string(writer.text());
}

// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#operation-error-serialization
Answer cbor_error(unsigned status, std::string_view code, std::string_view sentence) {
  cbor::Writer writer;
  writer.begin_map(2);
  writer.text("__type");
  writer.text(code);
  writer.text("message");
  writer.text(sentence);
  return {status, "application/cbor", writer.take(), {{"smithy-protocol", "rpc-v2-cbor"}}};
}

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes
std::string registry_error(std::string_view sentence) {
  json::Writer writer;
  writer.begin_object();
  writer.key("errors");
  writer.begin_array();
  writer.begin_object();
  writer.member("code", "DENIED");
  writer.member("message", sentence);
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return std::string(writer.text());
}

void append_escaped(std::string& xml, std::string_view text) {
  for (const char c : text) {
    if (c == '<') {
      xml += "&lt;";
    } else if (c == '&') {
      xml += "&amp;";
    } else {
      xml += c;
    }
  }
}

std::string xml_error(std::string_view code, std::string_view sentence) {
  std::string xml = "<ErrorResponse><Error><Type>Sender</Type><Code>";
  append_escaped(xml, code);
  xml += "</Code><Message>";
  append_escaped(xml, sentence);
  xml += "</Message></Error></ErrorResponse>";
  return xml;
}

}  // namespace

std::string head_bytes(const Answer& answer, const Framing& framing) {
  std::string bytes;
  bytes.reserve(320);
  bytes += "HTTP/1.1 ";
  bytes += std::to_string(answer.status);
  bytes += ' ';
  bytes += boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(answer.status));
  bytes += "\r\nServer: drydock\r\nDate: ";
  bytes += framing.date;
  if (!answer.content_type.empty()) bytes.append("\r\nContent-Type: ").append(answer.content_type);
  for (const auto& [name, value] : answer.headers) {
    bytes.append("\r\n").append(name).append(": ").append(value);
  }
  // https://www.rfc-editor.org/rfc/rfc9110#section-8.6: none in a 204.
  if (answer.status != 204) {
    bytes += "\r\nContent-Length: ";
    bytes += std::to_string(answer.body.size());
  }
  if (!framing.keep_alive) {
    bytes += "\r\nConnection: close";
  } else if (framing.http_1_0) {
    bytes += "\r\nConnection: keep-alive";
  }
  bytes += "\r\n";
  bytes += framing.more_lines;
  bytes += "\r\n";
  return bytes;
}

Answer refusal(const RequestHeader& request, unsigned status, std::string_view code,
               std::string_view sentence) {
  const std::string_view target = request.target();
  if (target == "/v2" || target.starts_with("/v2/")) {
    return {status, "application/json", registry_error(sentence), {}};
  }
  if (request.find("Smithy-Protocol") != request.end()) return cbor_error(status, code, sentence);
  if (request.find("X-Amz-Target") != request.end()) {
    return {status, "application/x-amz-json-1.1", json_error(code, sentence), {}};
  }
  if (value_of(request, field::content_type).starts_with("application/x-www-form-urlencoded")) {
    return {status, "text/xml", xml_error(code, sentence), {}};
  }
  return {status, "text/plain; charset=utf-8", std::string(sentence) + '\n', {}};
}

}  // namespace drydock::http
