#include "emulator/ecs/definition/task_size.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>

namespace drydock::ecs {
namespace {

std::string lower(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return made;
}

/// A number on its own, or one in `unit`, which is worth 1024.
std::optional<int> amount(std::string_view text, std::string_view unit) {
  std::string number = lower(text);
  double worth = 1;
  if (number.ends_with(unit)) {
    number.resize(number.size() - unit.size());
    worth = 1024;
  }
  while (!number.empty() && number.back() == ' ') number.pop_back();
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value,
                                    std::chars_format::fixed);
  if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) return std::nullopt;
  const double whole = value * worth;
  if (whole != std::floor(whole) || whole < 1 || whole > 1'000'000'000) return std::nullopt;
  return static_cast<int>(whole);
}

/// The memory that goes with so much CPU: from `least` to `most` MiB in steps.
struct FargateSize {
  int cpu;
  int least;
  int most;
  int step;
};

constexpr std::array<FargateSize, 6> fargate_sizes = {{{512, 1024, 4096, 1024},
                                                       {1024, 2048, 8192, 1024},
                                                       {2048, 4096, 16384, 1024},
                                                       {4096, 8192, 30720, 1024},
                                                       {8192, 16384, 61440, 4096},
                                                       {16384, 32768, 122880, 8192}}};

}  // namespace

std::optional<int> cpu_units(std::string_view text) { return amount(text, "vcpu"); }

std::optional<int> memory_mib(std::string_view text) { return amount(text, "gb"); }

bool is_fargate_size(int cpu, int memory) {
  if (cpu == 256) return memory == 512 || memory == 1024 || memory == 2048;
  const auto size = std::ranges::find(fargate_sizes, cpu, &FargateSize::cpu);
  return size != fargate_sizes.end() && memory >= size->least && memory <= size->most &&
         (memory - size->least) % size->step == 0;
}

}  // namespace drydock::ecs
