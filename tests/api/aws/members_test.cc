#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/elb/attributes.h"
#include "emulator/model/service.h"
#include "tests/api/elbv2/load_balancing.h"

/// docs/members.md: that it has every member of the requests that it is about, says of each what
/// becomes of it, and is right.
namespace drydock::testing::members_test {
namespace {

namespace fs = std::filesystem;

/// A row of the page's tables.
struct Row {
  std::string service;    ///< As the models call it: "ecs".
  std::string structure;  ///< "LoadBalancer", or what attributes are of: "Attributes of listeners".
  std::string member;
  std::string word;  ///< "acts", "kept" or "refused".
  std::string note;

  /// "ecs LoadBalancer.containerName"
  [[nodiscard]] std::string name() const { return service + " " + structure + "." + member; }
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string trimmed(std::string text, std::string_view of = " ") {
  text.erase(0, std::min(text.find_first_not_of(of), text.size()));
  text.erase(text.find_last_not_of(of) + 1);
  return text;
}

/// The cells of "| `a` | acts | b |"; of another line nothing.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  if (!line.starts_with("| `")) return cells;
  std::istringstream parts(line.substr(1));
  for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(trimmed(cell));
  return cells;
}

std::vector<Row> read_rows() {
  std::vector<Row> rows;
  std::istringstream page(text_of(DRYDOCK_SOURCE_DIR "/docs/members.md"));
  std::string service;
  std::string structure;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) service = line == "## ECS" ? "ecs" : "elbv2";
    if (line.starts_with("###")) structure = trimmed(line, "# ");
    const auto cells = cells_of(line);
    if (cells.empty()) continue;
    EXPECT_EQ(cells.size(), 3U) << line;
    if (cells.size() == 3) {
      rows.push_back({service, structure, trimmed(cells[0], "`"), cells[1], cells[2]});
    }
  }
  return rows;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all = read_rows();
  return all;
}

/// The requests that the page is about.
const std::map<std::string, std::vector<std::string>>& operations() {
  static const std::map<std::string, std::vector<std::string>> all = {
      {"ecs",
       {"CreateExpressGatewayService", "CreateGateway", "CreateService", "RegisterTaskDefinition",
        "RunTask", "UpdateExpressGatewayService", "UpdateGateway", "UpdateService"}},
      {"elbv2",
       {"AddTags", "CreateListener", "CreateLoadBalancer", "CreateRule", "CreateTargetGroup",
        "DeregisterTargets", "ModifyListener", "ModifyListenerAttributes",
        "ModifyLoadBalancerAttributes", "ModifyRule", "ModifyTargetGroup",
        "ModifyTargetGroupAttributes", "RegisterTargets", "RemoveTags", "SetIpAddressType",
        "SetRulePriorities", "SetSecurityGroups", "SetSubnets"}}};
  return all;
}

const model::Shape& input_of(const std::string& service, const std::string& operation) {
  const auto found = std::ranges::find(model::services(), service,
                                       [](const auto* candidate) { return candidate->name; });
  return *model::find_operation(**found, operation)->input;
}

std::set<std::string> refused_ones() {
  std::set<std::string> names;
  for (const Row& row : rows()) {
    if (row.word == "refused") names.insert(row.name());
  }
  return names;
}

/// Adds every member that the shape has or reaches, but through those that are refused.
void add_members(const std::string& service, const model::Shape& shape,
                 const std::set<std::string>& refused, std::set<std::string>& found) {
  if (shape.element != nullptr) return add_members(service, *shape.element, refused, found);
  for (const model::Member& member : shape.members) {
    const std::string name =
        service + " " + std::string(shape.name) + "." + std::string(member.name);
    if (!found.insert(name).second || refused.contains(name)) continue;
    add_members(service, *member.shape, refused, found);
  }
}

void add_attributes(const std::string& of, elb::AttributeTable table,
                    std::set<std::string>& found) {
  for (const elb::Attribute& known : table) {
    found.insert("elbv2 Attributes of " + of + "." + std::string(known.key));
  }
}

TEST(Members, HaveARowEach) {
  std::set<std::string> wanted;
  const auto refused = refused_ones();
  for (const auto& [service, names] : operations()) {
    for (const std::string& operation : names) {
      add_members(service, input_of(service, operation), refused, wanted);
    }
  }
  add_attributes("load balancers", elb::load_balancer_attributes(), wanted);
  add_attributes("target groups", elb::target_group_attributes(), wanted);
  add_attributes("listeners", elb::listener_attributes(), wanted);
  std::set<std::string> named;
  for (const Row& row : rows()) {
    EXPECT_TRUE(named.insert(row.name()).second) << row.name() << " has two rows";
    EXPECT_TRUE(wanted.contains(row.name())) << "no request has " << row.name();
  }
  for (const std::string& name : wanted) EXPECT_TRUE(named.contains(name)) << name << " has no row";
}

/// The tests that the sources have: "Suite.Name".
std::set<std::string> tests_there_are() {
  std::set<std::string> tests;
  const auto word = [](const std::string& text, std::size_t& at) {
    const auto is_in_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    while (at < text.size() && !is_in_word(static_cast<unsigned char>(text[at]))) ++at;
    const std::size_t begin = at;
    while (at < text.size() && is_in_word(static_cast<unsigned char>(text[at]))) ++at;
    return text.substr(begin, at - begin);
  };
  for (const auto& entry : fs::recursive_directory_iterator(DRYDOCK_SOURCE_DIR "/tests")) {
    if (entry.path().extension() != ".cc") continue;
    const std::string text = text_of(entry.path());
    for (std::size_t at = text.find("\nTEST"); at != text.npos; at = text.find("\nTEST", at)) {
      static_cast<void>(word(text, at));
      const std::string suite = word(text, at);
      tests.insert(suite + "." + word(text, at));
    }
  }
  return tests;
}

/// The tests that a note names: what stands between backticks and has a dot after its first word.
std::vector<std::string> tests_in(const std::string& note) {
  std::vector<std::string> tests;
  std::istringstream parts(note);
  std::string part;
  for (bool quoted = false; std::getline(parts, part, '`'); quoted = !quoted) {
    const bool is_test = quoted && part.find('.') != part.npos &&
                         std::isupper(static_cast<unsigned char>(part.front())) != 0;
    if (is_test) tests.push_back(part);
  }
  return tests;
}

/// Whether the row is of a request's own member, which RightCalls can try.
bool is_of_a_request(const Row& row) {
  const auto& names = operations().at(row.service);
  return std::ranges::any_of(names, [&row](const std::string& operation) {
    return input_of(row.service, operation).name == row.structure;
  });
}

TEST(Members, AreSaidToActToBeKeptOrToBeRefusedForAReason) {
  const auto known = tests_there_are();
  for (const Row& row : rows()) {
    const auto tests = tests_in(row.note);
    if (row.word == "acts") {
      EXPECT_FALSE(tests.empty()) << "nothing proves that it acts: " << row.name();
    } else if (row.word == "refused") {
      EXPECT_TRUE(!tests.empty() || is_of_a_request(row)) << "not proven: " << row.name();
    } else {
      EXPECT_EQ(row.word, "kept") << row.name();
      EXPECT_NE(row.note, "") << row.name();
    }
    for (const std::string& test : tests) {
      EXPECT_TRUE(known.contains(test)) << row.name() << " names " << test;
    }
  }
}

/// A right value of a scalar shape.
std::string sample_text(const model::Shape& shape) {
  const auto least = shape.constraints == nullptr ? 1.0 : shape.constraints->min.value_or(1);
  const auto size = static_cast<std::size_t>(std::max(least, 1.0));
  if (shape.kind == model::Kind::string) return std::string(size, 'x');
  if (shape.kind == model::Kind::enumeration) return std::string(shape.enumerators.back());
  if (shape.kind == model::Kind::boolean) return "true";
  return std::to_string(size);
}

/// The members that a structure needs; where it needs none, its first.
std::vector<const model::Member*> sample_members(const model::Shape& structure) {
  std::vector<const model::Member*> members;
  for (const model::Member& member : structure.members) {
    if (member.required) members.push_back(&member);
  }
  if (members.empty() && !structure.members.empty()) members.push_back(&structure.members.front());
  return members;
}

/// A right value in JSON, as small as can be.
std::string sample_json(const model::Shape& shape) {
  if (shape.kind == model::Kind::list) return "[" + sample_json(*shape.element) + "]";
  if (shape.kind == model::Kind::structure) {
    std::string text;
    for (const model::Member* member : sample_members(shape)) {
      text += (text.empty() ? "\"" : ",\"") + std::string(member->name) +
              "\":" + sample_json(*member->shape);
    }
    return "{" + text + "}";
  }
  const bool is_quoted =
      shape.kind == model::Kind::string || shape.kind == model::Kind::enumeration;
  return is_quoted ? "\"" + sample_text(shape) + "\"" : sample_text(shape);
}

/// The same in a form, below a name.
std::string sample_form(const std::string& name, const model::Shape& shape) {
  if (shape.kind == model::Kind::list) {
    return sample_form(name + "." + std::string(shape.element_name) + ".1", *shape.element);
  }
  if (shape.kind != model::Kind::structure) return "&" + name + "=" + sample_text(shape);
  std::string text;
  for (const model::Member* member : sample_members(shape)) {
    text += sample_form(name + "." + std::string(member->query_name), *member->shape);
  }
  return text;
}

/// Calls that are right, by their operations. Each changes nothing that another one needs.
struct RightCalls : LoadBalancing {
  void SetUp() override {
    calls.ecs("CreateCluster");
    calls.ecs("RegisterTaskDefinition", "{" + definition + "}");
    calls.ecs("CreateService", R"({"serviceName":"web","taskDefinition":"job"})");
    const std::string balancer = load_balancer();
    const std::string group = target_group();
    const std::string first = listener(balancer, group);
    const std::string rule = xml_at(create_rule(first, group, "/a", 1), "//RuleArn");
    const std::string of_balancer = "&LoadBalancerArn=" + balancer;
    members = {
        {"CreateService", R"("serviceName":"other","taskDefinition":"job")"},
        {"UpdateService", R"("service":"web")"},
        {"RunTask", R"("taskDefinition":"job")"},
        {"RegisterTaskDefinition", definition},
        {"CreateLoadBalancer", "&Name=other" + subnets()},
        {"CreateTargetGroup", "&Name=other&Protocol=HTTP&Port=80&VpcId=" + vpc()},
        {"CreateListener",
         of_balancer + "&Protocol=HTTP&Port=81" + forward("DefaultActions", group)},
        {"CreateRule", "&ListenerArn=" + first +
                           "&Priority=2&Conditions.member.1.Field=path-pattern"
                           "&Conditions.member.1.Values.member.1=/b" +
                           forward("Actions", group)},
        {"ModifyListener", "&ListenerArn=" + first},
        {"ModifyRule", "&RuleArn=" + rule + forward("Actions", group)},
        {"SetSecurityGroups",
         of_balancer + "&SecurityGroups.member.1=" + network().security_group_id},
        {"SetSubnets", of_balancer + subnets()},
    };
  }

  /// What the API says to the call with that member besides.
  std::string answer(const std::string& service, const std::string& operation,
                     const model::Member& member) {
    const std::string& right = members.at(operation);
    if (service == "elbv2") {
      const std::string name(member.query_name);
      return refusal(calls.elb(operation, right + sample_form(name, *member.shape)));
    }
    return refusal(calls.ecs(operation, "{" + right + ",\"" + std::string(member.name) +
                                            "\":" + sample_json(*member.shape) + "}"));
  }

  const std::string definition =
      R"("family":"job","containerDefinitions":[{"name":"app","image":"shop:v1","memory":64}])";
  std::map<std::string, std::string> members;
};

/// Whether the error says what is not to be had, and is no complaint of a value.
bool says_what_there_is_not(const std::string& refused) {
  for (const char* words : {"drydock does not emulate", "are not supported for",
                            "cannot be specified for HTTP listeners"}) {
    if (refused.find(words) != refused.npos) return true;
  }
  return false;
}

TEST_F(RightCalls, AreRefusedWithAMemberThatThePageCallsRefused) {
  std::size_t proven = 0;
  for (const auto& [service, names] : operations()) {
    for (const std::string& operation : names) {
      const model::Shape& input = input_of(service, operation);
      for (const Row& row : rows()) {
        const bool is_of_it = row.service == service && row.structure == input.name;
        if (!is_of_it || row.word != "refused" || !tests_in(row.note).empty()) continue;
        const auto member = std::ranges::find(input.members, row.member, &model::Member::name);
        ASSERT_NE(member, input.members.end()) << row.name();
        const std::string refused = answer(service, operation, *member);
        EXPECT_TRUE(says_what_there_is_not(refused)) << row.name() << ": " << refused;
        ++proven;
      }
    }
  }
  EXPECT_GE(proven, 25U);
}

TEST_F(RightCalls, AreRight) {
  for (const auto& [operation, right] : members) {
    const bool is_form = right.starts_with('&');
    EXPECT_EQ(
        refusal(is_form ? calls.elb(operation, right) : calls.ecs(operation, "{" + right + "}")),
        "none")
        << operation;
  }
}

}  // namespace
}  // namespace drydock::testing::members_test
