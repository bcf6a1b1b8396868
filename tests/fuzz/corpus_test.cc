// Every input that is kept runs through its target in the everyday build, whole, cut short at each
// byte and with each byte changed: what libFuzzer found once stays found, without libFuzzer.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz::corpus_test {
namespace {

namespace fs = std::filesystem;

const fs::path corpora = fs::path(DRYDOCK_SOURCE_DIR) / "tests/fuzz/corpus";
constexpr std::uintmax_t largest_seed = 8 * 1024;
/// Cuts and changes of a long seed are tried at so many places, evenly spread.
constexpr std::size_t most_places = 256;

struct Seed {
  std::string name;
  std::string bytes;
};

std::vector<Seed> seeds_of(std::string_view target) {
  std::vector<Seed> seeds;
  for (const auto& entry : fs::directory_iterator(corpora / target)) {
    std::ifstream file(entry.path(), std::ios::binary);
    seeds.push_back({entry.path().filename(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::ranges::sort(seeds, {}, &Seed::name);
  return seeds;
}

/// As a C++ literal, so that an input that breaks a property can be made a seed.
std::string as_literal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "\"";
  for (const char c : bytes.substr(0, 1024)) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isprint(byte) != 0 && c != '"' && c != '\\') {
      text += c;
    } else {
      text.append("\\x").append({digits[byte >> 4], digits[byte & 15]}).append("\"\"");
    }
  }
  return text + "\"";
}

/// Whether the target's properties hold of the input.
::testing::AssertionResult holds(const Target& target, std::string_view input) {
  try {
    target.run(input);
  } catch (const std::exception& broken) {
    return ::testing::AssertionFailure() << broken.what() << "\nof the input " << as_literal(input);
  }
  return ::testing::AssertionSuccess();
}

class Corpus : public ::testing::TestWithParam<Target> {};

TEST_P(Corpus, HoldsWhole) {
  const auto seeds = seeds_of(GetParam().name);
  EXPECT_FALSE(seeds.empty());
  for (const Seed& seed : seeds) EXPECT_TRUE(holds(GetParam(), seed.bytes)) << seed.name;
}

TEST_P(Corpus, HoldsCutShort) {
  EXPECT_TRUE(holds(GetParam(), ""));
  for (const Seed& seed : seeds_of(GetParam().name)) {
    const std::size_t step = seed.bytes.size() / most_places + 1;
    for (std::size_t size = 0; size < seed.bytes.size(); size += step) {
      ASSERT_TRUE(holds(GetParam(), std::string_view(seed.bytes).substr(0, size))) << seed.name;
    }
  }
}

TEST_P(Corpus, HoldsWithAnyByteChanged) {
  constexpr std::string_view others{"\0\r\n :,;/*\\\"{9\x7f\xff", 15};
  for (const Seed& seed : seeds_of(GetParam().name)) {
    const std::size_t step = seed.bytes.size() / most_places + 1;
    for (std::size_t i = 0; i < seed.bytes.size(); i += step) {
      std::string changed = seed.bytes;
      changed[i] = others[i % others.size()];
      ASSERT_TRUE(holds(GetParam(), changed)) << seed.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, ::testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& chosen) { return std::string(chosen.param.name); });

TEST(Corpora, AreOfTheTargetsAndSmall) {
  std::set<std::string> names;
  for (const Target& target : targets()) names.emplace(target.name);
  for (const auto& folder : fs::directory_iterator(corpora)) {
    EXPECT_TRUE(names.contains(folder.path().filename())) << folder.path();
    for (const auto& seed : fs::directory_iterator(folder)) {
      EXPECT_LE(seed.file_size(), largest_seed) << seed.path();
    }
  }
}

}  // namespace
}  // namespace drydock::fuzz::corpus_test
