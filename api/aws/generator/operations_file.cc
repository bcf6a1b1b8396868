#include "api/aws/generator/operations_file.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace drydock::generator {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool is_name(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.';
  });
}

void set_violations(const std::string& value, OperationModel& operation) {
  const auto colon = value.find(':');
  const std::string style = value.substr(0, colon);
  const std::string code = colon == std::string::npos ? "" : value.substr(colon + 1);
  const bool coded = style == "coral" || style == "ecs" || style == "ecr";
  if (!coded && style != "ec2")
    throw std::runtime_error("no rule for violations of style " + style);
  if (coded && !is_name(code)) throw std::runtime_error("violations=" + style + " needs an error");
  if (!coded && colon != std::string::npos) {
    throw std::runtime_error("violations=" + style + " has errors of its own");
  }
  operation.violation_style = style;
  operation.violation_code = code;
}

void set_body_limit(const std::string& value, OperationModel& operation) {
  const auto digits = value.find_first_not_of("0123456789");
  if (digits == 0 || digits > 4 || value.substr(std::min(digits, value.size())) != "MiB") {
    throw std::runtime_error("body_limit=" + value + " is not like body_limit=28MiB");
  }
  operation.body_limit = "std::size_t{" + value.substr(0, digits) + "} * 1024 * 1024";
}

void set_fact(const std::string& fact, OperationModel& operation) {
  const auto equals = fact.find('=');
  const std::string name = fact.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : fact.substr(equals + 1);
  if (name == "violations") return set_violations(value, operation);
  if (name == "body_limit") return set_body_limit(value, operation);
  throw std::runtime_error("no rule for " + fact);
}

void read_operation_line(const std::vector<std::string>& words, ServiceModel& model) {
  if (model.resources.empty()) throw std::runtime_error(words[0] + " stands below no [resource]");
  OperationModel& operation = model.operation(words[0]);
  if (!operation.resource.empty()) throw std::runtime_error(words[0] + " stands here twice");
  operation.resource = model.resources.back();
  for (std::size_t i = 1; i < words.size(); ++i) set_fact(words[i], operation);
}

void read_line(const std::vector<std::string>& words, ServiceModel& model) {
  const std::string& first = words[0];
  if (first == "*") {
    if (!model.resources.empty()) throw std::runtime_error("* stands below a [resource]");
    for (OperationModel& operation : model.operations) {
      for (std::size_t i = 1; i < words.size(); ++i) set_fact(words[i], operation);
    }
  } else if (first.starts_with('[')) {
    if (!first.ends_with(']') || words.size() > 1) throw std::runtime_error("no rule for " + first);
    model.resources.push_back(first.substr(1, first.size() - 2));
  } else {
    read_operation_line(words, model);
  }
}

}  // namespace

void read_operations_file(std::istream& file, ServiceModel& model) {
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::vector<std::string> words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    try {
      read_line(words, model);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + error.what());
    }
  }
}

}  // namespace drydock::generator
