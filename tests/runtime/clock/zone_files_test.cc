#include "runtime/clock/zone_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace drydock::zone_files_test {
namespace {

using namespace std::chrono_literals;

void put(std::string& bytes, std::int64_t number, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
    bytes += static_cast<char>(number >> shift & 0xFF);
  }
}

void put_header(std::string& bytes, int changes, int types) {
  bytes += "TZif2" + std::string(15, '\0');
  for (const int count : {0, 0, 0, changes, types, 4}) put(bytes, count, 4);
}

/// An hour ahead of UTC, and two hours between the instants 1000 and 2000.
std::string zone_file() {
  std::string bytes;
  put_header(bytes, 0, 1);  // The block of version 1, which has nothing to say.
  put(bytes, 0, 4);
  bytes += std::string(2, '\0') + "UTC" + std::string(1, '\0');
  put_header(bytes, 2, 2);
  put(bytes, 1000, 8);
  put(bytes, 2000, 8);
  bytes += std::string(1, '\1') + std::string(1, '\0');
  put(bytes, 3600, 4);
  bytes += std::string(2, '\0');
  put(bytes, 7200, 4);
  bytes += std::string(2, '\1');
  bytes += "CET" + std::string(1, '\0');
  return bytes;
}

TEST(ZoneFiles, AreReadAsTheirStandardSays) {
  const auto zone = read_zone_file(zone_file());
  ASSERT_TRUE(zone.has_value());
  EXPECT_EQ(zone->first_offset, 1h);
  ASSERT_EQ(zone->changes.size(), 2U);
  EXPECT_EQ(zone->changes[0].at, TimePoint(1000s));
  EXPECT_EQ(zone->changes[0].offset, 2h);
  EXPECT_EQ(zone->changes[1].offset, 1h);
}

TEST(ZoneFiles, ThatAreNoneAreNotRead) {
  const std::string whole = zone_file();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_zone_file(whole.substr(0, size)).has_value()) << size;
  }
  std::string bad_type = whole;
  bad_type[44 + 10 + 44 + 16] = '\7';
  EXPECT_FALSE(read_zone_file(bad_type).has_value());
  std::string endless = whole;
  endless[44 + 10 + 32] = '\x7F';
  EXPECT_FALSE(read_zone_file(endless).has_value());
}

TEST(ZoneFiles, AreFoundByNameAndNowhereElse) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path() / "CET", std::ios::binary) << zone_file();
  const ZoneFiles zones(folder.path().string());
  EXPECT_TRUE(zones.find("CET").has_value());
  EXPECT_TRUE(zones.find("UTC").has_value());
  for (const std::string name : {"", "MET", "../CET", "/etc/passwd", "."}) {
    EXPECT_FALSE(zones.find(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace drydock::zone_files_test
