#include "api/aws/generator/operations_file.h"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

namespace drydock::generator::operations_file_test {
namespace {

/// A service of three operations.
ServiceModel fleet() {
  ServiceModel model;
  model.name = "fleet";
  for (const char* name : {"CreateShip", "DeleteShip", "ListShips"}) {
    model.operations.push_back({.name = name});
  }
  return model;
}

/// The model with what the file says of it.
ServiceModel read(const std::string& text) {
  ServiceModel model = fleet();
  std::istringstream file(text);
  read_operations_file(file, model);
  return model;
}

TEST(OperationsFile, SaysWhichOperationsAreUsedAndOfWhichResource) {
  ServiceModel model = read("# Ships.\n\n[ship]\nCreateShip\n\n[list]\nListShips\n");
  EXPECT_EQ(model.resources, (std::vector<std::string>{"ship", "list"}));
  EXPECT_EQ(model.operation("CreateShip").resource, "ship");
  EXPECT_EQ(model.operation("ListShips").resource, "list");
  EXPECT_EQ(model.operation("DeleteShip").resource, "");
}

TEST(OperationsFile, SaysWhatHoldsOfAllOperationsAndOfOne) {
  ServiceModel model = read(
      "* violations=ecs:InvalidShip\n[ship]\nCreateShip body_limit=28MiB violations=ec2\n"
      "DeleteShip\n");
  const OperationModel& create = model.operation("CreateShip");
  EXPECT_EQ(create.violation_style + ":" + create.violation_code, "ec2:");
  EXPECT_EQ(create.body_limit, "std::size_t{28} * 1024 * 1024");
  for (const char* name : {"DeleteShip", "ListShips"}) {
    const OperationModel& other = model.operation(name);
    EXPECT_EQ(other.violation_style + ":" + other.violation_code, "ecs:InvalidShip") << name;
    EXPECT_EQ(other.body_limit, "usual_body_limit") << name;
  }
}

struct Refusal {
  std::string_view text;
  std::string_view told;
};

TEST(OperationsFile, IsRefusedWhereItSaysWhatThereIsNoRuleFor) {
  const Refusal refusals[] = {
      {"CreateShip\n", "line 1: CreateShip stands below no [resource]"},
      {"[ship]\n\nSinkShip\n", "line 3: fleet has no operation SinkShip"},
      {"[ship]\nCreateShip\nCreateShip\n", "line 3: CreateShip stands here twice"},
      {"[ship yard]\n", "line 1: no rule for [ship"},
      {"[ship]\n* violations=ec2\n", "line 2: * stands below a [resource]"},
      {"* colour=red\n", "line 1: no rule for colour=red"},
      {"[ship]\nCreateShip red\n", "line 2: no rule for red"},
      {"* violations=s3:InvalidShip\n", "line 1: no rule for violations of style s3"},
      {"* violations=ecs\n", "line 1: violations=ecs needs an error"},
      {"* violations=coral:\n", "line 1: violations=coral needs an error"},
      {"* violations=ecs:\"}\n", "line 1: violations=ecs needs an error"},
      {"* violations=ec2:InvalidShip\n", "line 1: violations=ec2 has errors of its own"},
      {"* body_limit=28\n", "line 1: body_limit=28 is not like body_limit=28MiB"},
      {"* body_limit=MiB\n", "line 1: body_limit=MiB is not like body_limit=28MiB"},
      {"* body_limit=99999MiB\n", "line 1: body_limit=99999MiB is not like body_limit=28MiB"},
      {"* body_limit\n", "line 1: body_limit= is not like body_limit=28MiB"},
  };
  for (const auto& [text, told] : refusals) {
    try {
      read(std::string(text));
      ADD_FAILURE() << "was not refused: " << text;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), told) << text;
    }
  }
}

}  // namespace
}  // namespace drydock::generator::operations_file_test
