#include "emulator/json/shape_json.h"
#include "emulator/model/equality.h"
#include "emulator/model/service.h"
#include "model/application_autoscaling.h"
#include "model/cloudwatch.h"
#include "model/codedeploy.h"
#include "model/ec2.h"
#include "model/ecr.h"
#include "model/ecs.h"
#include "model/elbv2.h"
#include "model/events.h"
#include "model/iam.h"
#include "model/sts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <type_traits>

namespace drydock::model::tables_test {
namespace {

/// A structure of an operation whose type only its maker knows.
using Value = std::shared_ptr<void>;

struct OperationTypes {
  const ServiceModel* service;
  std::string_view name;
  const Shape* input;
  const Shape* output;
  Value (*make_input)();
  Value (*make_output)();
};

template <class T>
Value make() {
  return std::make_shared<T>();
}

template <class Out>
const Shape* shape_or_null() {
  if constexpr (std::is_void_v<Out>) {
    return nullptr;
  } else {
    return &shape_of<Out>();
  }
}

template <class Out>
constexpr auto maker_or_null() -> Value (*)() {
  if constexpr (std::is_void_v<Out>) {
    return nullptr;
  } else {
    return &make<Out>;
  }
}

#define DRYDOCK_OPERATION(service_name, operation, input, output) \
  {&service_name::service,  #operation,   &shape_of<input>(),     \
   shape_or_null<output>(), &make<input>, maker_or_null<output>()},

const std::vector<OperationTypes>& all_operations() {
  static const std::vector<OperationTypes> operations{
#include "model/application_autoscaling_operations.inc"
#include "model/cloudwatch_operations.inc"
#include "model/codedeploy_operations.inc"
#include "model/ec2_operations.inc"
#include "model/ecr_operations.inc"
#include "model/ecs_operations.inc"
#include "model/elbv2_operations.inc"
#include "model/events_operations.inc"
#include "model/iam_operations.inc"
#include "model/sts_operations.inc"
  };
  return operations;
}

/// Puts something into every member, list and map below `value`.
void fill(const Shape& shape, void* value, int& seed) {
  const int number = ++seed;
  switch (shape.kind) {
    case Kind::structure:
      for (const Member& member : shape.members) {
        fill(*member.shape, make_field(value, member), seed);
      }
      return;
    case Kind::list: {
      const auto elements = shape.access->make(value, is_longer_than_allowed(shape, 2) ? 1 : 2);
      for (std::size_t i = 0; i < elements.count; ++i) {
        fill(*shape.element, static_cast<char*>(elements.first) + i * shape.access->stride, seed);
      }
      return;
    }
    case Kind::map:
      return fill(*shape.element, shape.access->entry(value, "k" + std::to_string(number)), seed);
    case Kind::string:
      *static_cast<std::string*>(value) = "text " + std::to_string(number);
      return;
    case Kind::enumeration:
      return set_enumerator(value, static_cast<std::uint16_t>(static_cast<std::size_t>(number) %
                                                              shape.enumerators.size()));
    case Kind::integer:
      *static_cast<std::int32_t*>(value) = -number;
      return;
    case Kind::long_integer:
      *static_cast<std::int64_t*>(value) = std::int64_t{number} << 40;
      return;
    case Kind::floating:
      *static_cast<double*>(value) = number / 8.0;
      return;
    case Kind::boolean:
      *static_cast<bool*>(value) = number % 2 == 0;
      return;
    case Kind::timestamp:
      *static_cast<TimePoint*>(value) = TimePoint(Duration(1'700'000'000'000 + number));
      return;
    case Kind::blob:
      static_cast<Bytes*>(value)->data = std::string(1, static_cast<char>(number));
      return;
    case Kind::document:
      static_cast<Document*>(value)->json = "[" + std::to_string(number) + "]";
      return;
  }
}

std::string json_of(const Shape& shape, const void* value) {
  json::Writer writer;
  json::encode(writer, shape, value);
  return std::string(writer.text());
}

void expect_full_round_trip(const Shape& shape, Value (*make_value)()) {
  const Value full = make_value();
  int seed = 0;
  fill(shape, full.get(), seed);
  const std::string text = json_of(shape, full.get());
  const Value read = make_value();
  Violations violations;
  const auto document = json::parse(text);
  const auto decoded = json::decode(document->root(), shape, read.get(), violations,
                                    model::InputBudget::unlimited());
  ASSERT_TRUE(decoded.has_value()) << shape.name << ": " << decoded.error().message();
  EXPECT_TRUE(violations.empty()) << shape.name << ": " << violations.front().path;
  EXPECT_EQ(json_of(shape, read.get()), text) << shape.name;
}

TEST(Tables, NameEveryOperationAndDescribeThoseThatAreUsed) {
  std::size_t described = 0;
  for (const ServiceModel* service : services()) {
    EXPECT_TRUE(std::ranges::is_sorted(service->operations, {}, &OperationModel::name));
    EXPECT_TRUE(std::ranges::is_sorted(service->errors, {}, &ErrorShape::name));
    for (const OperationModel& operation : service->operations) {
      if (operation.input != nullptr) ++described;
      EXPECT_EQ(operation.http_method, "POST") << operation.name;
    }
  }
  EXPECT_EQ(described, all_operations().size());
  for (const OperationTypes& types : all_operations()) {
    const auto* operation = find_operation(*types.service, types.name);
    ASSERT_NE(operation, nullptr) << types.name;
    EXPECT_EQ(operation->input, types.input) << types.name;
    EXPECT_EQ(operation->output, types.output) << types.name;
    for (const auto error : operation->errors) {
      EXPECT_LT(error, types.service->errors.size()) << types.name;
    }
  }
}

/// Puts something else into one place of the value: the `place`th that holds no other, from 0.
/// False where there are not so many.
bool change_one(const Shape& shape, void* value, int& place) {
  switch (shape.kind) {
    case Kind::structure:
      for (const Member& member : shape.members) {
        void* field = const_cast<void*>(find_field(value, member));
        if (change_one(*member.shape, field, place)) return true;
      }
      return false;
    case Kind::list: {
      const auto elements = shape.access->elements(value);
      for (std::size_t i = 0; i < elements.count; ++i) {
        void* element = static_cast<char*>(elements.first) + i * shape.access->stride;
        if (change_one(*shape.element, element, place)) return true;
      }
      return false;
    }
    case Kind::map:
    case Kind::enumeration:  // Some have one value.
      return false;
    case Kind::boolean:
      if (place-- > 0) return false;
      *static_cast<bool*>(value) = !*static_cast<bool*>(value);
      return true;
    default:
      if (place-- > 0) return false;
      int seed = 1'000'001;
      fill(shape, value, seed);
      return true;
  }
}

TEST(Tables, CompareByEveryMember) {
  for (const OperationTypes& types : all_operations()) {
    const Shape& shape = *types.input;
    int seed = 0;
    const Value full = types.make_input();
    fill(shape, full.get(), seed);
    EXPECT_EQ(equal(shape, full.get(), types.make_input().get()), shape.members.empty());
    bool changed = true;
    for (int place = 0; changed; ++place) {
      const Value other = types.make_input();
      seed = 0;
      fill(shape, other.get(), seed);
      ASSERT_TRUE(equal(shape, full.get(), other.get())) << types.name;
      int left = place;
      changed = change_one(shape, other.get(), left);
      EXPECT_NE(equal(shape, full.get(), other.get()), changed) << types.name << " " << place;
    }
  }
}

TEST(Tables, ReadAnEmptyInputAndTellWhatIsRequired) {
  for (const OperationTypes& types : all_operations()) {
    const Value input = types.make_input();
    Violations violations;
    const auto empty = json::parse("{}");
    ASSERT_TRUE(json::decode(empty->root(), *types.input, input.get(), violations,
                             model::InputBudget::unlimited())
                    .has_value());
    const auto required = std::ranges::count(types.input->members, true, &Member::required);
    EXPECT_EQ(violations.size(), static_cast<std::size_t>(required)) << types.name;
  }
}

TEST(Tables, CarryEveryMemberOfEveryOperationToJsonAndBack) {
  for (const OperationTypes& types : all_operations()) {
    expect_full_round_trip(*types.input, types.make_input);
    if (types.output != nullptr) expect_full_round_trip(*types.output, types.make_output);
  }
}

TEST(Tables, HaveWhatTheWalksNeed) {
  for (const ServiceModel* service : services()) {
    for (const Shape& shape : service->shapes) {
      EXPECT_LE(shape.members.size(), 128U) << shape.name;
      EXPECT_EQ(shape.kind == Kind::list || shape.kind == Kind::map, shape.element != nullptr);
      EXPECT_EQ(shape.kind == Kind::map, shape.key != nullptr) << shape.name;
      EXPECT_EQ(shape.kind == Kind::enumeration, !shape.enumerators.empty()) << shape.name;
      std::set<std::string_view> names;
      for (const Member& member : shape.members) {
        EXPECT_TRUE(names.insert(member.name).second) << shape.name << "." << member.name;
        EXPECT_FALSE(member.query_name.empty()) << shape.name << "." << member.name;
        EXPECT_FALSE(member.xml_name.empty()) << shape.name << "." << member.name;
        if (!member.required) {
          ASSERT_NE(member.shape->access, nullptr) << shape.name << "." << member.name;
          EXPECT_NE(member.shape->access->optional, nullptr) << shape.name << "." << member.name;
        }
      }
    }
  }
}

TEST(Enumerations, HaveTheirWireTextsInOneTable) {
  EXPECT_EQ(to_text(ecs::LaunchType::fargate), "FARGATE");
  EXPECT_EQ(to_text(elbv2::TargetHealthStateEnum::unhealthy_draining), "unhealthy.draining");
  EXPECT_EQ(from_text<ecs::LaunchType>("EXTERNAL"), ecs::LaunchType::external);
  EXPECT_EQ(from_text<ecs::LaunchType>("external"), std::nullopt);
}

TEST(Enumerations, LieInAnOptionalAsTheirNumberDoes) {
  std::optional<ecs::LaunchType> type;
  const Access& access = *shape_of<ecs::LaunchType>().access;
  EXPECT_EQ(access.optional(&type, OptionalStep::look), nullptr);
  void* value = access.optional(&type, OptionalStep::fill);
  set_enumerator(value, static_cast<std::uint16_t>(ecs::LaunchType::external));
  EXPECT_EQ(type, ecs::LaunchType::external);
  EXPECT_EQ(access.optional(&type, OptionalStep::look), value);
  access.optional(&type, OptionalStep::clear);
  EXPECT_EQ(type, std::nullopt);
}

TEST(Errors, AreNamedSoThatATypoDoesNotCompile) {
  EXPECT_EQ(ecs::error::cluster_not_found_exception, "ClusterNotFoundException");
  const auto* error = find_error(elbv2::service, elbv2::error::load_balancer_not_found_exception);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->wire_code, "LoadBalancerNotFound");
  EXPECT_EQ(error->http_status, 400);
  EXPECT_TRUE(error->sender_fault);
  EXPECT_EQ(find_error(elbv2::service, "NoSuchThing"), nullptr);
}

}  // namespace
}  // namespace drydock::model::tables_test
