#include "emulator/ecs/placement/query_test.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>

#include "emulator/base/number.h"
#include "emulator/ecs/instance/instance_attributes.h"

namespace drydock::ecs {
namespace {

/// What RE2 may take for a pattern and its matching.
constexpr std::int64_t pattern_bytes = 256 * 1024;

constexpr std::array<std::pair<std::string_view, QuerySubject>, 6> subjects = {
    {{"agentConnected", QuerySubject::agent_connected},
     {"agentVersion", QuerySubject::agent_version},
     {"ec2InstanceId", QuerySubject::ec2_instance_id},
     {"registeredAt", QuerySubject::registered_at},
     {"runningTasksCount", QuerySubject::running_tasks_count},
     {"task:group", QuerySubject::task_group}}};

bool is_order(QueryOperator operation) {
  return operation >= QueryOperator::greater && operation <= QueryOperator::less_equal;
}

/// The documentation lists the operators of each subject but those of `task:group`, which are taken
/// for those of a text.
bool takes(QuerySubject subject, QueryOperator operation) {
  switch (subject) {
    case QuerySubject::attribute:
      return true;
    case QuerySubject::agent_version:
    case QuerySubject::registered_at:
    case QuerySubject::running_tasks_count:
      return operation == QueryOperator::equals || is_order(operation);
    case QuerySubject::agent_connected:
    case QuerySubject::ec2_instance_id:
    case QuerySubject::task_group:
      return operation != QueryOperator::exists && !is_order(operation);
  }
  return false;
}

/// The parts of "1.14.5"; nothing where one of them is no number.
std::optional<std::vector<int>> version_of(std::string_view text) {
  std::vector<int> parts;
  while (true) {
    const std::size_t dot = text.find('.');
    const auto part = parse_number(text.substr(0, dot));
    if (!part || *part < 0) return std::nullopt;
    parts.push_back(*part);
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

/// Exactly `digits` decimal digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  const auto all = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() < digits || !std::ranges::all_of(text.substr(0, digits), all)) {
    return std::nullopt;
  }
  const auto number = parse_number(text.substr(0, digits));
  text.remove_prefix(digits);
  return number;
}

bool take_mark(std::string_view& text, char mark) {
  if (!text.starts_with(mark)) return false;
  text.remove_prefix(1);
  return true;
}

/// "22:28:28" or "22:28", within `hours_max`.
std::optional<Duration> take_clock(std::string_view& text, int hours_max, bool with_seconds) {
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > hours_max || !take_mark(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const Duration time = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  if (!with_seconds) return time;
  if (!take_mark(text, ':')) return std::nullopt;
  const auto of_minute = take_digits(text, 2);
  if (!of_minute || *of_minute > 59) return std::nullopt;
  return time + seconds(*of_minute);
}

/// "2018-06-18T22:28:28+00:00", the same with "Z" or with no zone, or "2018-06-18".
std::optional<TimePoint> time_of(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take_mark(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_mark(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const TimePoint midnight = std::chrono::sys_days(date);
  if (text.empty()) return midnight;
  if (!take_mark(text, 'T')) return std::nullopt;
  const auto clock = take_clock(text, 23, true);
  if (!clock) return std::nullopt;
  if (text.empty() || text == "Z") return midnight + *clock;
  const bool east = text.front() == '+';
  if (!east && text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto offset = take_clock(text, 18, false);
  if (!offset || !text.empty()) return std::nullopt;
  return midnight + *clock - (east ? *offset : -*offset);
}

Result<Done, std::string> complete_pattern(QueryTest& test) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(pattern_bytes);
  const std::string& text = test.arguments.front();
  auto pattern =
      std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
  if (!pattern->ok()) return "'" + text + "' is not a pattern: " + pattern->error();
  test.pattern = std::move(pattern);
  return Done{};
}

bool satisfies(QueryOperator operation, std::partial_ordering order) {
  switch (operation) {
    case QueryOperator::equals:
      return order == std::partial_ordering::equivalent;
    case QueryOperator::greater:
      return order == std::partial_ordering::greater;
    case QueryOperator::greater_equal:
      return order == std::partial_ordering::greater || order == std::partial_ordering::equivalent;
    case QueryOperator::less:
      return order == std::partial_ordering::less;
    case QueryOperator::less_equal:
      return order == std::partial_ordering::less || order == std::partial_ordering::equivalent;
    case QueryOperator::exists:
    case QueryOperator::in:
    case QueryOperator::matches:
      return false;
  }
  return false;
}

/// Numbers by their value, all else by its bytes.
std::partial_ordering compare(std::string_view value, std::string_view argument) {
  const auto left = parse_number<long long>(value);
  const auto right = parse_number<long long>(argument);
  if (left && right) return *left <=> *right;
  return value <=> argument;
}

std::partial_ordering compare_versions(std::string_view value, std::string_view argument) {
  const auto left = version_of(value);
  const auto right = version_of(argument);
  if (!left || !right) return std::partial_ordering::unordered;
  const std::size_t parts = std::max(left->size(), right->size());
  for (std::size_t i = 0; i < parts; ++i) {
    const int mine = i < left->size() ? (*left)[i] : 0;
    const int theirs = i < right->size() ? (*right)[i] : 0;
    if (mine != theirs) return mine <=> theirs;
  }
  return std::partial_ordering::equivalent;
}

bool holds_of_text(const QueryTest& test, std::string_view value) {
  switch (test.operation) {
    case QueryOperator::exists:
      return true;
    case QueryOperator::equals:
      return value == test.arguments.front();
    case QueryOperator::in:
      return std::ranges::find(test.arguments, value) != test.arguments.end();
    case QueryOperator::matches:
      return re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *test.pattern);
    case QueryOperator::greater:
    case QueryOperator::greater_equal:
    case QueryOperator::less:
    case QueryOperator::less_equal:
      return satisfies(test.operation, compare(value, test.arguments.front()));
  }
  return false;
}

/// The test without its negation.
bool holds_plainly(const QueryTest& test, const QueriedInstance& instance) {
  switch (test.subject) {
    case QuerySubject::agent_connected:
      return holds_of_text(test, instance.agent_connected ? "true" : "false");
    case QuerySubject::agent_version:
      return satisfies(test.operation,
                       compare_versions(instance.agent_version, test.arguments.front()));
    case QuerySubject::attribute: {
      const auto found = instance.attributes.find(test.attribute);
      return found != instance.attributes.end() && holds_of_text(test, found->second);
    }
    case QuerySubject::ec2_instance_id:
      return holds_of_text(test, instance.ec2_instance_id);
    case QuerySubject::registered_at:
      return satisfies(test.operation, instance.registered_at <=> *test.time);
    case QuerySubject::running_tasks_count:
      return satisfies(test.operation,
                       static_cast<long long>(instance.running_tasks) <=> *test.number);
    case QuerySubject::task_group:
      return std::ranges::any_of(instance.groups, [&test](const auto& group) {
        return group.second > 0 && holds_of_text(test, group.first);
      });
  }
  return false;
}

}  // namespace

std::optional<QuerySubject> query_subject(std::string_view word, std::string& attribute) {
  if (word.starts_with(attribute_prefix) && word.size() > attribute_prefix.size()) {
    attribute = word.substr(attribute_prefix.size());
    return QuerySubject::attribute;
  }
  const auto found =
      std::ranges::find(subjects, word, &std::pair<std::string_view, QuerySubject>::first);
  return found == subjects.end() ? std::nullopt : std::optional(found->second);
}

Result<Done, std::string> complete(QueryTest& test) {
  if (!takes(test.subject, test.operation)) return std::string("the subject has no such operator");
  if (test.operation == QueryOperator::exists) return Done{};
  if (test.operation == QueryOperator::matches) return complete_pattern(test);
  const std::string& argument = test.arguments.front();
  switch (test.subject) {
    case QuerySubject::registered_at:
      test.time = time_of(argument);
      if (!test.time) return "'" + argument + "' is not a date";
      return Done{};
    case QuerySubject::running_tasks_count:
      test.number = parse_number<long long>(argument);
      if (!test.number) return "'" + argument + "' is not a number";
      return Done{};
    case QuerySubject::agent_version:
      if (!version_of(argument)) return "'" + argument + "' is not a version";
      return Done{};
    case QuerySubject::agent_connected:
    case QuerySubject::attribute:
    case QuerySubject::ec2_instance_id:
    case QuerySubject::task_group:
      return Done{};
  }
  return Done{};
}

bool holds(const QueryTest& test, const QueriedInstance& instance) {
  return holds_plainly(test, instance) != test.negated;
}

}  // namespace drydock::ecs
