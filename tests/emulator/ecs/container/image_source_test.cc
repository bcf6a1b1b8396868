#include "emulator/ecs/container/image_source.h"

#include <gtest/gtest.h>

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/records.h"

namespace drydock::ecs::image_source_test {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

struct ReferenceRow {
  std::string text;
  ImageReference parts;
};

TEST(ImageReference, IsTakenApart) {
  const ReferenceRow rows[] = {
      {"nginx", {"", "nginx", "latest", ""}},
      {"nginx:1.25", {"", "nginx", "1.25", ""}},
      {"library/nginx", {"", "library/nginx", "latest", ""}},
      {"localhost/shop", {"localhost", "shop", "latest", ""}},
      {"localhost:4566/team/shop:v1", {"localhost:4566", "team/shop", "v1", ""}},
      {"quay.io/a/b@" + digest, {"quay.io", "a/b", "", digest}},
      {"localhost:4566/shop:v1@" + digest, {"localhost:4566", "shop", "v1", digest}},
  };
  for (const ReferenceRow& row : rows) EXPECT_EQ(parse_image_reference(row.text), row.parts);
}

class ImageSourceTest : public ::testing::Test {
 protected:
  ImageSourceTest() {
    add(home_, "shop", "v1");
    add(other_, "shop", "v2");
  }

  void add(const World& world, const std::string& repository, const std::string& tag) {
    ecr::Repository record;
    record.name = repository;
    store_.put(world, record);
    ecr::Image image;
    image.repository = repository;
    image.digest = digest;
    image.tags = {tag};
    store_.put(world, image);
  }

  ImageSource find(std::string_view reference) const {
    return find_image(store_, home_, registry_, reference);
  }

  World home_{"000000000000", "us-east-1"};
  World other_{"111111111111", "eu-west-1"};
  RegistryAddress registry_;
  Store store_{all_record_kinds()};
};

TEST_F(ImageSourceTest, IsOwnByEachOfTheRegistrysNames) {
  const OwnImage own{.world = home_,
                     .reference = "localhost:4566/shop:v1",
                     .digest_reference = "localhost:4566/shop@" + digest,
                     .digest = digest};
  for (const std::string registry :
       {"localhost:4566", "127.0.0.1:4566", "000000000000.dkr.ecr.us-east-1.amazonaws.com",
        "000000000000.dkr.ecr.us-east-1.localhost:4566"}) {
    EXPECT_EQ(find(registry + "/shop:v1"), ImageSource(own)) << registry;
  }
}

TEST_F(ImageSourceTest, IsAnotherWorldsWhereTheNameSaysSo) {
  const auto source = find("111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop:v2");
  ASSERT_TRUE(std::holds_alternative<OwnImage>(source));
  EXPECT_EQ(std::get<OwnImage>(source).world, other_);
}

TEST_F(ImageSourceTest, IsFoundByDigest) {
  const auto source = find("localhost:4566/shop@" + digest);
  ASSERT_TRUE(std::holds_alternative<OwnImage>(source));
  EXPECT_EQ(std::get<OwnImage>(source).reference, "localhost:4566/shop@" + digest);
}

TEST_F(ImageSourceTest, StaysTheSameThoughItsTagMoves) {
  const std::string pushed = "sha256:" + std::string(64, 'b');
  ecr::Image image{.repository = "shop", .digest = pushed, .tags = {"v1"}};
  store_.put(home_, image);
  image.digest = digest;
  image.tags.clear();
  store_.put(home_, image);
  EXPECT_EQ(std::get<OwnImage>(find("localhost:4566/shop:v1")).digest, pushed);
  const OwnImage before{.world = home_,
                        .reference = "localhost:4566/shop:v1",
                        .digest_reference = "localhost:4566/shop@" + digest,
                        .digest = digest,
                        .tag_moved = true};
  EXPECT_EQ(find_image(store_, home_, registry_, "localhost:4566/shop:v1", digest),
            ImageSource(before));
  store_.erase<ecr::Image>(home_, "shop@" + digest);
  EXPECT_EQ(find_image(store_, home_, registry_, "localhost:4566/shop:v1", digest),
            ImageSource(
                MissingImage{"CannotPullContainerError: Error response from daemon: manifest for "
                             "localhost:4566/shop@" +
                             digest + " not found: manifest unknown: Requested image not found"}));
}

TEST_F(ImageSourceTest, IsForeignOtherwise) {
  for (const std::string reference :
       {"shop:v1", "nginx", "localhost:5000/shop:v1", "quay.io/shop:v1",
        "12345.dkr.ecr.us-east-1.amazonaws.com/shop:v1"}) {
    EXPECT_EQ(find(reference), ImageSource(ForeignImage{})) << reference;
  }
}

TEST_F(ImageSourceTest, TellsInTheEnginesWordsWhatIsMissing) {
  EXPECT_EQ(find("localhost:4566/shop:v9"),
            ImageSource(MissingImage{
                "CannotPullContainerError: Error response from daemon: manifest for "
                "localhost:4566/shop:v9 not found: manifest unknown: Requested image not found"}));
  EXPECT_EQ(find("localhost:4566/cart:v1"),
            ImageSource(MissingImage{
                "CannotPullContainerError: Error response from daemon: repository "
                "localhost:4566/cart not found: name unknown: The repository with name 'cart' does "
                "not exist in the registry with id '000000000000'"}));
}

}  // namespace
}  // namespace drydock::ecs::image_source_test
