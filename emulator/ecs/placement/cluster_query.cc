#include "emulator/ecs/placement/cluster_query.h"

#include <algorithm>
#include <array>
#include <optional>

#include "emulator/ecs/placement/query_test.h"

namespace drydock::ecs {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// What may stand in an attribute's name, and so in a subject.
bool is_subject_character(char c) {
  return is_word_character(c) || c == '-' || c == '/' || c == '\\' || c == '.' || c == ':';
}

struct OperatorName {
  std::string_view text;
  QueryOperator operation;
  bool negated;
};

/// In this order the first that fits is the one: a longer one before what it begins with.
constexpr std::array<OperatorName, 22> operators = {{
    {"==", QueryOperator::equals, false},
    {"!=", QueryOperator::equals, true},
    {"=~", QueryOperator::matches, false},
    {"!~", QueryOperator::matches, true},
    {">=", QueryOperator::greater_equal, false},
    {"<=", QueryOperator::less_equal, false},
    {">", QueryOperator::greater, false},
    {"<", QueryOperator::less, false},
    {"!exists", QueryOperator::exists, true},
    {"!in", QueryOperator::in, true},
    {"equals", QueryOperator::equals, false},
    {"not_equals", QueryOperator::equals, true},
    {"greater_than_equal", QueryOperator::greater_equal, false},
    {"greater_than", QueryOperator::greater, false},
    {"less_than_equal", QueryOperator::less_equal, false},
    {"less_than", QueryOperator::less, false},
    {"exists", QueryOperator::exists, false},
    {"not_exists", QueryOperator::exists, true},
    {"in", QueryOperator::in, false},
    {"not_in", QueryOperator::in, true},
    {"matches", QueryOperator::matches, false},
    {"not_matches", QueryOperator::matches, true},
}};

}  // namespace

/// Reads an expression from left to right: `either` of `both` of `unary`, as deep as depth_max.
class ClusterQueryParser {
 public:
  explicit ClusterQueryParser(std::string_view text) : text_(text) {}

  Result<ClusterQuery, std::string> parse() {
    if (text_.size() > ClusterQuery::length_max) {
      return "it has more than " + std::to_string(ClusterQuery::length_max) + " characters";
    }
    if (!read_either()) return fault_;
    skip_spaces();
    if (at_ < text_.size()) {
      unexpected();
      return fault_;
    }
    return std::move(query_);
  }

 private:
  using Operation = ClusterQuery::Operation;

  bool read_either() {
    if (!read_both()) return false;
    while (take("||") || take_word("or")) {
      if (!read_both()) return false;
      query_.steps_.push_back({Operation::either});
    }
    return true;
  }

  bool read_both() {
    if (!read_unary()) return false;
    while (take("&&") || take_word("and")) {
      if (!read_unary()) return false;
      query_.steps_.push_back({Operation::both});
    }
    return true;
  }

  bool read_unary() {
    const bool negated = take("!") || take_word("not");
    const bool grouped = !negated && take("(");
    if (!negated && !grouped) return read_test();
    if (++depth_ > ClusterQuery::depth_max) return fail("it nests too deep");
    if (negated) {
      if (!read_unary()) return false;
      query_.steps_.push_back({Operation::negate});
    } else {
      if (!read_either()) return false;
      if (!take(")")) return unexpected();
    }
    --depth_;
    return true;
  }

  bool read_test() {
    auto test = std::make_shared<QueryTest>();
    skip_spaces();
    const std::size_t start = at_;
    const std::string_view word = take_while(is_subject_character);
    if (word.empty()) return unexpected();
    const auto subject = query_subject(word, test->attribute);
    if (!subject) return fail_at(start, "'" + std::string(word) + "' is not a subject");
    test->subject = *subject;
    if (!read_operator(*test) || !read_argument(*test)) return false;
    if (const auto completed = complete(*test); !completed) {
      return fail_at(start, completed.error());
    }
    query_.steps_.push_back({Operation::test, query_.tests_.size()});
    query_.tests_.push_back(std::move(test));
    return true;
  }

  bool read_operator(QueryTest& test) {
    for (const OperatorName& name : operators) {
      const bool is_word = is_word_character(name.text.back());
      if (!(is_word ? take_word(name.text) : take(name.text))) continue;
      test.operation = name.operation;
      test.negated = name.negated;
      return true;
    }
    return unexpected();
  }

  bool read_argument(QueryTest& test) {
    if (test.operation == QueryOperator::exists) return true;
    const bool pattern = test.operation == QueryOperator::matches;
    if (test.operation != QueryOperator::in) return read_value(test, pattern);
    if (!take("[")) return unexpected();
    do {
      if (!read_value(test, false)) return false;
    } while (take(","));
    return take("]") || unexpected();
  }

  /// Between quotes anything but the quote; else up to a space or a mark of the language. A pattern
  /// may have brackets and commas of its own.
  bool read_value(QueryTest& test, bool pattern) {
    skip_spaces();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) return fail("a quote is not closed");
      test.arguments.emplace_back(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return true;
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && !ends_value(pattern)) ++at_;
    if (at_ == start) return unexpected();
    test.arguments.emplace_back(text_.substr(start, at_ - start));
    return true;
  }

  [[nodiscard]] bool ends_value(bool pattern) const {
    const char c = text_[at_];
    if (is_space(c) || c == '(' || c == ')') return true;
    if (!pattern && (c == '[' || c == ']' || c == ',' || c == '\'' || c == '"')) return true;
    const std::string_view rest = text_.substr(at_);
    return rest.starts_with("&&") || rest.starts_with("||");
  }

  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  template <class Belongs>
  std::string_view take_while(Belongs belongs) {
    const std::size_t start = at_;
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  bool take(std::string_view mark) {
    skip_spaces();
    if (!text_.substr(at_).starts_with(mark)) return false;
    at_ += mark.size();
    return true;
  }

  /// The same of a word, which ends where no letter, digit or underscore follows.
  bool take_word(std::string_view word) {
    skip_spaces();
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(word)) return false;
    if (rest.size() > word.size() && is_word_character(rest[word.size()])) return false;
    at_ += word.size();
    return true;
  }

  bool unexpected() {
    skip_spaces();
    if (at_ == text_.size()) return fail("it ends too early");
    return fail("'" + std::string(1, text_[at_]) + "' is not expected");
  }

  bool fail(const std::string& why) { return fail_at(at_, why); }
  bool fail_at(std::size_t at, const std::string& why) {
    fault_ = why + " at character " + std::to_string(at + 1);
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::string fault_;
  ClusterQuery query_;
};

Result<ClusterQuery, std::string> ClusterQuery::parse(std::string_view text) {
  return ClusterQueryParser(text).parse();
}

bool ClusterQuery::matches(const QueriedInstance& instance) const {
  std::vector<char> values;
  values.reserve(steps_.size());
  for (const Step& step : steps_) {
    switch (step.operation) {
      case Operation::test:
        values.push_back(holds(*tests_[step.test], instance) ? 1 : 0);
        break;
      case Operation::negate:
        values.back() = values.back() == 0 ? 1 : 0;
        break;
      case Operation::both:
      case Operation::either: {
        const char right = values.back();
        values.pop_back();
        const bool both = step.operation == Operation::both;
        values.back() = static_cast<char>(both ? values.back() & right : values.back() | right);
        break;
      }
    }
  }
  return !values.empty() && values.back() != 0;
}

bool ClusterQuery::depends_on_tasks() const {
  return std::ranges::any_of(tests_, [](const auto& test) {
    return test->subject == QuerySubject::task_group ||
           test->subject == QuerySubject::running_tasks_count;
  });
}

}  // namespace drydock::ecs
