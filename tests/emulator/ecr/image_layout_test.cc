#include "emulator/ecr/image_layout.h"

#include <gtest/gtest.h>

namespace drydock::ecr::image_layout::image_layout_test {
namespace {

TEST(ImageLayout, NamesABlobByItsDigest) {
  const std::string hex(64, 'a');
  EXPECT_EQ(blob_name("sha256:" + hex), "blobs/sha256/" + hex);
  EXPECT_EQ(digest_in("blobs/sha256/" + hex), "sha256:" + hex);
}

TEST(ImageLayout, KnowsNoOtherFileForABlob) {
  const std::string hex(64, 'a');
  for (const std::string& name :
       {std::string(), std::string("blobs/sha256/"), "blobs/sha256/" + hex.substr(1),
        "blobs/sha256/" + hex + "a", "blobs/sha256/" + std::string(64, 'A'),
        "blobs/sha256/../" + hex, "blobs/sha512/" + hex, "/blobs/sha256/" + hex}) {
    EXPECT_EQ(digest_in(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace drydock::ecr::image_layout::image_layout_test
