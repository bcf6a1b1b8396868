#include "emulator/ecs/placement/placement_rules.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace drydock::ecs::placement_rules_test {
namespace {

using model::ecs::PlacementConstraintType;
using model::ecs::PlacementStrategyType;

std::string said(const Result<Done>& checked) {
  return checked ? "fine" : checked.error().code() + ": " + checked.error().message();
}

std::string constraint(PlacementConstraintType type, std::optional<std::string> expression) {
  model::ecs::PlacementConstraint made;
  made.type = type;
  made.expression = std::move(expression);
  return said(check(std::vector{made}));
}

std::string strategy(PlacementStrategyType type, std::optional<std::string> field) {
  model::ecs::PlacementStrategy made;
  made.type = type;
  made.field = std::move(field);
  return said(check(std::vector{made}));
}

TEST(PlacementRules, OfConstraints) {
  using enum PlacementConstraintType;
  EXPECT_EQ(constraint(distinct_instance, {}), "fine");
  EXPECT_EQ(constraint(distinct_instance, ""),
            "InvalidParameterException: distinctInstance expression should not be specified.");
  EXPECT_EQ(constraint(member_of, "attribute:a exists"), "fine");
  EXPECT_EQ(constraint(member_of, {}),
            "InvalidParameterException: A memberOf constraint needs an expression.");
  EXPECT_EQ(constraint(member_of, "attribute:a exist"),
            "InvalidParameterException: Invalid expression 'attribute:a exist': 'e' is not "
            "expected at character 13.");
  EXPECT_EQ(said(check(std::vector<model::ecs::PlacementConstraint>{{}})),
            "InvalidParameterException: A placement constraint needs a type.");
  model::ecs::PlacementConstraint one;
  one.type = distinct_instance;
  EXPECT_EQ(said(check(std::vector(10, one))), "fine");
  EXPECT_EQ(said(check(std::vector(11, one))),
            "InvalidParameterException: At most 10 placement constraints may be given.");
}

TEST(PlacementRules, OfADefinitionsConstraints) {
  model::ecs::TaskDefinitionPlacementConstraint made;
  EXPECT_EQ(said(check(std::vector{made})),
            "ClientException: A placement constraint needs a type.");
  made.type = model::ecs::TaskDefinitionPlacementConstraintType::member_of;
  made.expression = "color == red";
  EXPECT_EQ(said(check(std::vector{made})),
            "ClientException: Invalid expression 'color == red': 'color' is not a subject at "
            "character 1.");
  made.expression = "attribute:color == red";
  EXPECT_EQ(said(check(std::vector(10, made))), "fine");
  EXPECT_EQ(said(check(std::vector(11, made))),
            "ClientException: At most 10 placement constraints may be given.");
}

TEST(PlacementRules, OfStrategies) {
  using enum PlacementStrategyType;
  EXPECT_EQ(strategy(random, {}), "fine");
  EXPECT_EQ(strategy(random, "cpu"),
            "InvalidParameterException: The placement strategy random has no field.");
  for (const char* field : {"instanceId", "host", "attribute:color"}) {
    EXPECT_EQ(strategy(spread, field), "fine");
  }
  for (const char* field : {"", "zone", "attribute:"}) {
    EXPECT_EQ(strategy(spread, field),
              "InvalidParameterException: The field of the placement strategy spread must be "
              "instanceId, host or attribute:NAME.");
  }
  for (const char* field : {"cpu", "MEMORY"}) EXPECT_EQ(strategy(binpack, field), "fine");
  EXPECT_EQ(strategy(binpack, "disk"),
            "InvalidParameterException: The field of the placement strategy binpack must be cpu or "
            "memory.");
  model::ecs::PlacementStrategy one;
  EXPECT_EQ(said(check(std::vector{one})),
            "InvalidParameterException: A placement strategy needs a type.");
  one.type = random;
  EXPECT_EQ(said(check(std::vector(5, one))), "fine");
  EXPECT_EQ(said(check(std::vector(6, one))),
            "InvalidParameterException: At most 5 placement strategies may be given.");
}

}  // namespace
}  // namespace drydock::ecs::placement_rules_test
