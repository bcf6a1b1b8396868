#include "emulator/base/partition.h"

#include <algorithm>
#include <array>

namespace drydock {
namespace {

struct Partition {
  std::string_view region_prefix;
  std::string_view name;
};

/// As the regular expressions of the SDKs' partitions have it.
/// https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
constexpr std::array<Partition, 8> partitions = {{{"cn-", "aws-cn"},
                                                  {"us-gov-", "aws-us-gov"},
                                                  {"us-iso-", "aws-iso"},
                                                  {"us-isob-", "aws-iso-b"},
                                                  {"eu-isoe-", "aws-iso-e"},
                                                  {"us-isof-", "aws-iso-f"},
                                                  {"eusc-", "aws-eusc"},
                                                  {"", "aws"}}};

}  // namespace

std::string_view partition_of(std::string_view region) {
  const auto found = std::ranges::find_if(partitions, [region](const Partition& partition) {
    return region.starts_with(partition.region_prefix);
  });
  return found->name;
}

bool is_partition(std::string_view text) {
  return std::ranges::find(partitions, text, &Partition::name) != partitions.end();
}

}  // namespace drydock
