#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/ecs/placement/cluster_query.h"

namespace re2 {
class RE2;
}

namespace drydock::ecs {

enum class QuerySubject {
  agent_connected,
  agent_version,
  attribute,
  ec2_instance_id,
  registered_at,
  running_tasks_count,
  task_group,
};

/// Each but `exists` has a negation, which is told apart from it.
enum class QueryOperator { equals, greater, greater_equal, less, less_equal, exists, in, matches };

/// "subject operator [argument]": the least expression of the cluster query language.
struct QueryTest {
  QuerySubject subject = QuerySubject::attribute;
  std::string attribute;  ///< Its name, where the subject is one.
  QueryOperator operation = QueryOperator::equals;
  bool negated = false;
  std::vector<std::string> arguments;  ///< One, but for `in` any number, and for `exists` none.
  std::optional<TimePoint> time;       ///< Of `registeredAt`.
  std::optional<long long> number;     ///< Of `runningTasksCount`.
  std::shared_ptr<const re2::RE2> pattern;  ///< Of `matches`.
};

/// Nothing where the language has no such subject. The attribute's name follows "attribute:".
std::optional<QuerySubject> query_subject(std::string_view word, std::string& attribute);

/// Makes the argument ready for use. An error says why the subject does not take the operator or
/// the argument.
Result<Done, std::string> complete(QueryTest& test);

[[nodiscard]] bool holds(const QueryTest& test, const QueriedInstance& instance);

}  // namespace drydock::ecs
