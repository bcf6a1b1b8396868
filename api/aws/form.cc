#include "api/aws/form.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "api/aws/error_reply.h"
#include "emulator/base/percent.h"
#include "emulator/base/query.h"
#include "emulator/json/utf8.h"

namespace drydock::aws {
namespace {

// A list's number, from 1; nothing for anything else.
std::optional<std::uint32_t> list_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<Form> Form::parse(std::string_view text) {
  Form form;
  form.text_size_ = text.size();
  std::string_view rest = text;
  while (const auto parameter = take_parameter(rest)) {
    if (form.parameters_.size() == parameters_limit) {
      return Error(error::malformed_query_string, "The request has too many parameters.");
    }
    form.parameters_.push_back(
        {percent_decoded(parameter->name), percent_decoded(parameter->value)});
    const Parameter& last = form.parameters_.back();
    if (!json::is_utf8(last.name) || !json::is_utf8(last.value)) {
      return Error(error::malformed_query_string, "The request is not valid UTF-8.");
    }
  }
  std::ranges::stable_sort(form.parameters_, {}, &Parameter::name);
  return form;
}

std::optional<std::string_view> Form::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(parameters_, name, {}, &Parameter::name);
  if (at == parameters_.end() || at->name != name) return std::nullopt;
  return at->value;
}

FormPart FormPart::below(std::string_view name) const {
  // All inner names are alike up to start_, so they are sorted by the rest too.
  const auto rest = [this](const Parameter& parameter) { return rest_of(parameter); };
  FormPart part({});
  const auto exact = std::ranges::lower_bound(inner_, name, {}, rest);
  if (exact != inner_.end() && rest(*exact) == name) part.value_ = &exact->value;

  const std::string step = std::string(name) + '.';
  const auto first = std::ranges::lower_bound(inner_, std::string_view(step), {}, rest);
  const auto last = std::partition_point(first, inner_.end(), [&](const auto& parameter) {
    return rest(parameter).starts_with(step);
  });
  part.inner_ = {first, last};
  part.start_ = start_ + step.size();
  return part;
}

std::vector<FormPart> FormPart::elements() const {
  std::vector<std::pair<std::uint32_t, std::string_view>> steps;
  for (const Parameter& parameter : inner_) {
    const std::string_view rest = rest_of(parameter);
    const std::string_view step = rest.substr(0, rest.find('.'));
    if (!steps.empty() && steps.back().second == step) continue;
    if (const auto number = list_number(step)) steps.emplace_back(*number, step);
  }
  std::ranges::sort(steps);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  std::vector<FormPart> parts;
  for (const auto& [number, step] : steps) parts.push_back(below(step));
  return parts;
}

}  // namespace drydock::aws
