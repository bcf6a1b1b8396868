#include "emulator/ecs/definition/task_size.h"

#include <gtest/gtest.h>

#include <string_view>

namespace drydock::ecs::task_size_test {
namespace {

TEST(TaskSize, ReadsNumbersAndUnits) {
  EXPECT_EQ(cpu_units("256"), 256);
  EXPECT_EQ(cpu_units(".25 vCPU"), 256);
  EXPECT_EQ(cpu_units("1vcpu"), 1024);
  EXPECT_EQ(memory_mib("512"), 512);
  EXPECT_EQ(memory_mib("0.5 GB"), 512);
  EXPECT_EQ(memory_mib("2GB"), 2048);
  for (const std::string_view bad : {"", "x", "-1", "0", "1 GB x", "0.0001", "1e3", "GB"}) {
    EXPECT_EQ(memory_mib(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(cpu_units("1 GB"), std::nullopt);
}

TEST(TaskSize, KnowsWhatFargateHas) {
  struct Row {
    int cpu, memory;
    bool has;
  };
  const Row rows[] = {
      {256, 512, true},      {256, 1024, true},     {256, 2048, true},    {256, 1536, false},
      {256, 4096, false},    {512, 1024, true},     {512, 4096, true},    {512, 512, false},
      {512, 5120, false},    {1024, 2048, true},    {1024, 8192, true},   {1024, 9216, false},
      {2048, 4096, true},    {2048, 16384, true},   {4096, 8192, true},   {4096, 30720, true},
      {4096, 30000, false},  {8192, 16384, true},   {8192, 20480, true},  {8192, 17408, false},
      {8192, 61440, true},   {16384, 32768, true},  {16384, 40960, true}, {16384, 122880, true},
      {16384, 36864, false}, {32768, 61440, false}, {300, 512, false}};
  for (const Row& row : rows) {
    EXPECT_EQ(is_fargate_size(row.cpu, row.memory), row.has) << row.cpu << " " << row.memory;
  }
}

}  // namespace
}  // namespace drydock::ecs::task_size_test
