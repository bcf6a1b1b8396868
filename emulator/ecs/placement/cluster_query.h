#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"

namespace drydock::ecs {

/// What an expression of the cluster query language can ask of a container instance.
struct QueriedInstance {
  bool agent_connected = true;
  std::string agent_version;
  std::string ec2_instance_id;
  TimePoint registered_at;
  int running_tasks = 0;
  /// By name; one that only is there, as a capability, has an empty value.
  std::map<std::string, std::string, std::less<>> attributes;
  /// The groups of its tasks, and how many of each.
  std::map<std::string, int, std::less<>> groups;
};

struct QueryTest;

/// An expression of the cluster query language, such as
/// "attribute:ecs.instance-type =~ t2.* and not(task:group == database)".
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
///
/// What AWS leaves open is inferred: `not` binds closer than `and`, `and` closer than `or`; what an
/// instance does not have equals nothing; a pattern matches the whole value. Patterns are read as
/// RE2 reads them, which takes those of Java but for look-around and back-references.
class ClusterQuery {
 public:
  /// The longest expression that AWS takes, and how deep parentheses and negations may nest, which
  /// is drydock's own bound.
  static constexpr std::size_t length_max = 2000;
  static constexpr std::size_t depth_max = 32;

  /// An error says what is wrong and at which character, beginning with 1.
  static Result<ClusterQuery, std::string> parse(std::string_view text);

  [[nodiscard]] bool matches(const QueriedInstance& instance) const;
  /// Whether the tasks that run on an instance decide, so that a task more may change the answer.
  [[nodiscard]] bool depends_on_tasks() const;

 private:
  friend class ClusterQueryParser;

  enum class Operation { test, negate, both, either };
  struct Step {
    Operation operation;
    std::size_t test = 0;  ///< With `test`: which one.
  };

  /// In the order in which a stack of truth values is worked off, so that no depth is too deep.
  std::vector<Step> steps_;
  std::vector<std::shared_ptr<const QueryTest>> tests_;
};

}  // namespace drydock::ecs
