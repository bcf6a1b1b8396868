#include "api/aws/form.h"
#include "emulator/base/percent.h"
#include "model/ec2/network.h"
#include "model/ec2/service_model.h"
#include "model/elbv2/listener.h"
#include "model/elbv2/load_balancer.h"
#include "model/elbv2/rule.h"
#include "model/elbv2/service_model.h"
#include "model/elbv2/target_group.h"
#include "model/iam/role.h"
#include "model/iam/service_model.h"
#include "model/sts/service_model.h"
#include "model/sts/session.h"
#include "tests/fuzz/aws_input.h"
#include "tests/fuzz/target.h"

#include <array>
#include <map>
#include <string>

namespace drydock::fuzz {
namespace {

namespace ec2 = model::ec2;
namespace elbv2 = model::elbv2;
namespace iam = model::iam;
namespace sts = model::sts;

constexpr std::array operations{
    operation<elbv2::CreateLoadBalancerInput>(elbv2::service, "CreateLoadBalancer"),
    operation<elbv2::CreateListenerInput>(elbv2::service, "CreateListener"),
    operation<elbv2::CreateRuleInput>(elbv2::service, "CreateRule"),
    operation<elbv2::CreateTargetGroupInput>(elbv2::service, "CreateTargetGroup"),
    operation<elbv2::RegisterTargetsInput>(elbv2::service, "RegisterTargets"),
    operation<elbv2::SetRulePrioritiesInput>(elbv2::service, "SetRulePriorities"),
    operation<ec2::DescribeSubnetsRequest>(ec2::service, "DescribeSubnets"),
    operation<ec2::DescribeVpcsRequest>(ec2::service, "DescribeVpcs"),
    operation<iam::ListRolesRequest>(iam::service, "ListRoles"),
    operation<iam::GetRoleRequest>(iam::service, "GetRole"),
    operation<sts::AssumeRoleRequest>(sts::service, "AssumeRole"),
    operation<sts::AssumeRoleWithWebIdentityRequest>(sts::service, "AssumeRoleWithWebIdentity"),
};

/// The first value of each name, read from left to right.
std::map<std::string, std::string> first_values(std::string_view text) {
  std::map<std::string, std::string> values;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    values.emplace(percent_decoded(pair.substr(0, equals)),
                   percent_decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return values;
}

void check_form(std::string_view text) {
  const std::size_t before = allocated_bytes();
  const auto form = aws::Form::parse(text);
  if (!form) return;
  // "a&a&": two bytes for a name and a value.
  require(allocated_since(before) <= 128 * text.size() + 64 * 1024,
          "a form holds a small multiple of its text");
  for (const auto& [name, value] : first_values(text)) {
    const auto found = form->find(name);
    require(found.has_value(), "a parameter that was sent is found");
    require_equal(*found, value, "the first value of a parameter counts");
  }
}

}  // namespace

void run_aws_form(std::string_view input) {
  check_call(operations, input);
  if (!input.empty()) check_form(input.substr(1));
}

}  // namespace drydock::fuzz
