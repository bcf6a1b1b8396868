#include "api/aws/generator/service_model.h"

#include "api/aws/generator/operations_file.h"

// The generator runs at build time, before emulator/json exists for it to use.
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace drydock::generator {
namespace {

using Json = rapidjson::Value;

const Json* find(const Json& object, const char* key) {
  const auto at = object.FindMember(key);
  return at == object.MemberEnd() ? nullptr : &at->value;
}

std::string text_or_empty(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->IsString() ? value->GetString() : "";
}

bool flag(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->IsBool() && value->GetBool();
}

std::optional<double> number(const Json& object, const char* key) {
  const Json* value = find(object, key);
  if (value == nullptr || !value->IsNumber()) return std::nullopt;
  return value->GetDouble();
}

std::vector<std::string> texts(const Json& object, const char* key) {
  std::vector<std::string> result;
  if (const Json* array = find(object, key)) {
    for (const Json& item : array->GetArray()) result.emplace_back(item.GetString());
  }
  return result;
}

ShapeRef read_ref(std::string name, const Json& json) {
  return {.name = std::move(name),
          .shape = text_or_empty(json, "shape"),
          .location_name = text_or_empty(json, "locationName"),
          .query_name = text_or_empty(json, "queryName")};
}

std::optional<ShapeRef> read_part(const Json& shape, const char* key) {
  const Json* part = find(shape, key);
  if (part == nullptr) return std::nullopt;
  return read_ref("", *part);
}

// ECS and ECR say nothing but `"fault": true` for errors that are the service's own.
ErrorModel read_error(const std::string& name, const Json& json) {
  ErrorModel error{.wire_code = name};
  if (flag(json, "fault")) error = {.wire_code = name, .http_status = 500, .sender_fault = false};
  if (const Json* traits = find(json, "error")) {
    if (find(*traits, "code") != nullptr) error.wire_code = text_or_empty(*traits, "code");
    if (const auto status = number(*traits, "httpStatusCode")) {
      error.http_status = static_cast<int>(*status);
    }
    error.sender_fault = error.http_status < 500;
  }
  return error;
}

std::vector<ShapeRef> read_members(const Json& json) {
  std::vector<ShapeRef> members;
  const auto required = texts(json, "required");
  const Json* object = find(json, "members");
  if (object == nullptr) return members;
  for (const auto& member : object->GetObject()) {
    members.push_back(read_ref(member.name.GetString(), member.value));
    members.back().required = std::ranges::find(required, members.back().name) != required.end();
  }
  return members;
}

ShapeModel read_shape(std::string name, const Json& json) {
  ShapeModel shape;
  shape.type = text_or_empty(json, "type");
  shape.document = flag(json, "document");
  shape.members = read_members(json);
  shape.element = read_part(json, shape.type == "map" ? "value" : "member");
  shape.key = read_part(json, "key");
  shape.enumerators = texts(json, "enum");
  shape.min = number(json, "min");
  shape.max = number(json, "max");
  shape.pattern = text_or_empty(json, "pattern");
  if (flag(json, "exception")) shape.error = read_error(name, json);
  shape.name = std::move(name);
  return shape;
}

bool is_unsigned(const std::string& operation, const Json& json) {
  const std::string type = text_or_empty(json, "authtype");
  if (!type.empty() && type != "none") {
    throw std::runtime_error(operation + " has an authtype without a rule here: " + type);
  }
  return type == "none";
}

OperationModel read_operation(std::string name, const Json& json) {
  OperationModel operation;
  operation.name = std::move(name);
  if (const Json* input = find(json, "input")) operation.input = text_or_empty(*input, "shape");
  if (const Json* output = find(json, "output")) {
    operation.output = text_or_empty(*output, "shape");
    operation.result_wrapper = text_or_empty(*output, "resultWrapper");
  }
  operation.http_method = text_or_empty(json["http"], "method");
  operation.http_path = text_or_empty(json["http"], "requestUri");
  operation.is_unsigned = is_unsigned(operation.name, json);
  if (const Json* errors = find(json, "errors")) {
    for (const Json& error : errors->GetArray()) {
      operation.errors.push_back(text_or_empty(error, "shape"));
    }
  }
  return operation;
}

rapidjson::Document parse_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot be read");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (document.HasParseError() || !document.IsObject()) {
    throw std::runtime_error(std::string("not a JSON object: ") +
                             rapidjson::GetParseError_En(document.GetParseError()));
  }
  return document;
}

// Each protocol of botocore's models that drydock speaks, and our name for it.
const std::map<std::string, std::string>& known_protocols() {
  static const std::map<std::string, std::string> known{
      {"json", "json"}, {"smithy-rpc-v2-cbor", "cbor"}, {"query", "query"}, {"ec2", "ec2"}};
  return known;
}

std::vector<std::string> read_protocols(const Json& metadata) {
  std::vector<std::string> protocols;
  for (const std::string& name : texts(metadata, "protocols")) {
    const auto known = known_protocols().find(name);
    if (known == known_protocols().end()) {
      throw std::runtime_error("drydock does not speak its protocol " + name);
    }
    protocols.push_back(known->second);
  }
  if (protocols.empty()) throw std::runtime_error("its metadata names no protocols");
  return protocols;
}

void read_metadata(const Json& metadata, ServiceModel& model) {
  for (const auto& entry : metadata.GetObject()) {
    if (entry.value.IsString()) {
      model.metadata[entry.name.GetString()] = entry.value.GetString();
    }
  }
  model.protocols = read_protocols(metadata);
  model.query_compatible = find(metadata, "awsQueryCompatible") != nullptr;
}

}  // namespace

const ShapeModel& ServiceModel::shape(const std::string& shape_name) const {
  const auto at = shapes.find(shape_name);
  if (at == shapes.end()) throw std::runtime_error(name + " has no shape " + shape_name);
  return at->second;
}

std::string ServiceModel::meta(const std::string& key) const {
  const auto at = metadata.find(key);
  return at == metadata.end() ? "" : at->second;
}

OperationModel& ServiceModel::operation(const std::string& operation_name) {
  const auto at = std::ranges::lower_bound(operations, operation_name, {}, &OperationModel::name);
  if (at == operations.end() || at->name != operation_name) {
    throw std::runtime_error(name + " has no operation " + operation_name);
  }
  return *at;
}

bool ServiceModel::speaks(const std::string& protocol) const {
  return std::ranges::find(protocols, protocol) != protocols.end();
}

namespace {

ServiceModel read_model(const std::filesystem::path& file) {
  const rapidjson::Document document = parse_file(file);
  ServiceModel model;
  model.name = file.stem().string();
  read_metadata(document["metadata"], model);
  for (const auto& shape : document["shapes"].GetObject()) {
    const std::string name = shape.name.GetString();
    model.shapes.emplace(name, read_shape(name, shape.value));
  }
  for (const auto& operation : document["operations"].GetObject()) {
    model.operations.push_back(read_operation(operation.name.GetString(), operation.value));
  }
  std::ranges::sort(model.operations, {}, &OperationModel::name);
  return model;
}

}  // namespace

ServiceModel load_model(const std::filesystem::path& file) {
  std::filesystem::path now = file;
  try {
    ServiceModel model = read_model(file);
    now.replace_extension(".operations");
    std::ifstream operations(now);
    if (!operations) throw std::runtime_error("cannot be read");
    read_operations_file(operations, model);
    return model;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(now.string() + ": " + error.what());
  }
}

}  // namespace drydock::generator
