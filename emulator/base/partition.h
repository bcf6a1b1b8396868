#pragma once

#include <string_view>

namespace drydock {

/// The partition that a region belongs to, as the second part of every ARN in it has it: "aws",
/// "aws-cn" for China's, "aws-us-gov", and those of the isolated regions. A region that none of the
/// others claims by its name, made-up ones among them, is of "aws".
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
std::string_view partition_of(std::string_view region);

/// Whether there is such a partition.
bool is_partition(std::string_view text);

}  // namespace drydock
