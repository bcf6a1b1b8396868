#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// A service model as the generator reads it (api/aws/model/*.json): names and constraints only.
namespace drydock::generator {

/// A structure's member, or what a list or map holds: a reference to a shape with its other names.
struct ShapeRef {
  std::string name;  ///< The member's name; empty for a list's element.
  std::string shape;
  std::string location_name;
  std::string query_name;
  bool required = false;
};

struct ErrorModel {
  std::string wire_code;
  int http_status = 400;
  bool sender_fault = true;
};

struct ShapeModel {
  std::string name;
  std::string type;
  bool document = false;
  std::vector<ShapeRef> members;
  std::optional<ShapeRef> element;  ///< A list's member or a map's value.
  std::optional<ShapeRef> key;
  std::vector<std::string> enumerators;
  std::optional<double> min;
  std::optional<double> max;
  std::string pattern;
  std::optional<ErrorModel> error;
};

struct OperationModel {
  std::string name;
  std::string resource;  ///< What it is about: "task". Empty for one whose shapes nobody uses.
  std::string input;     ///< Shape's name; empty where there is none.
  std::string output;    ///< Shape's name; empty where there is none.
  std::string result_wrapper;
  std::string http_method;
  std::string http_path;
  std::vector<std::string> errors;
  bool is_unsigned = false;
  std::string violation_style = "coral";
  std::string violation_code = "ValidationError";
  std::string body_limit = "usual_body_limit";  ///< In bytes, as C++ text.
};

struct ServiceModel {
  std::string name;  ///< The file's stem: "elbv2".
  std::map<std::string, std::string> metadata;
  std::vector<std::string> protocols;  ///< Enumerators of drydock::model::Protocol.
  bool query_compatible = false;
  std::map<std::string, ShapeModel> shapes;
  std::vector<OperationModel> operations;  ///< Sorted by name.
  std::vector<std::string> resources;      ///< As the list of operations has them.

  /// The shape called `shape_name`; throws std::runtime_error where the model has none.
  [[nodiscard]] const ShapeModel& shape(const std::string& shape_name) const;
  /// The operation called `operation_name`; throws as well.
  [[nodiscard]] OperationModel& operation(const std::string& operation_name);
  /// An entry of the model's metadata, or an empty text.
  [[nodiscard]] std::string meta(const std::string& key) const;
  /// Whether `protocol`, an enumerator of drydock::model::Protocol, is among its protocols.
  [[nodiscard]] bool speaks(const std::string& protocol) const;
};

/// Reads a model file and, beside it, what drydock says of its operations (operations_file.h).
/// Throws std::runtime_error that names the file and what is wrong with it.
ServiceModel load_model(const std::filesystem::path& file);

}  // namespace drydock::generator
