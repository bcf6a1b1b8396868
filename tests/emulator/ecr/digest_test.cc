#include "emulator/ecr/digest.h"

#include <gtest/gtest.h>

namespace drydock::ecr::digest_test {
namespace {

const std::string of_nothing =
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Digest, NamesBytesByTheirSha256) {
  EXPECT_EQ(Digest::of("").text(), of_nothing);
  EXPECT_EQ(Digest::of("abc").text(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, ReadsItsOwnText) {
  const auto digest = Digest::parse(of_nothing);
  ASSERT_TRUE(digest);
  EXPECT_EQ(*digest, Digest::of(""));
  EXPECT_EQ(digest->hex(), of_nothing.substr(7));
}

TEST(Digest, TakesNoOtherText) {
  const std::string hex = of_nothing.substr(7);
  std::string upper = of_nothing;
  upper[7] = 'E';
  for (const std::string& text : {std::string(), hex, "sha512:" + hex, of_nothing + "0",
                                  of_nothing.substr(0, 70), upper, "sha256:../" + hex.substr(3)}) {
    EXPECT_EQ(Digest::parse(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace drydock::ecr::digest_test
