#include "runtime/storage/machine_files.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace drydock::storage::machine_files_test {
namespace {

namespace fs = std::filesystem;

class MachineFilesTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const { return (root_ / name).string(); }

  testing::TemporaryFolder folder_;
  fs::path root_ = fs::canonical(folder_.path());
  MachineFiles files_;
};

TEST_F(MachineFilesTest, FollowEveryLink) {
  fs::create_directories(at("real/deep"));
  fs::create_directory_symlink(at("real"), at("link"));
  fs::create_directory_symlink("link/deep", at("chain"));
  EXPECT_EQ(files_.real_path(at("real")), at("real"));
  EXPECT_EQ(files_.real_path(at("link")), at("real"));
  EXPECT_EQ(files_.real_path(at("chain")), at("real/deep"));
  EXPECT_EQ(files_.real_path(at("chain/../../link/deep/")), at("real/deep"));
  EXPECT_EQ(files_.real_path(at("link/new/one")), at("real/new/one"));
  EXPECT_EQ(files_.real_path("/"), "/");
}

TEST_F(MachineFilesTest, TellNothingOfLinksThatLeadNowhere) {
  fs::create_symlink(at("gone"), at("broken"));
  fs::create_symlink(at("loop"), at("loop"));
  EXPECT_EQ(files_.real_path(at("broken")), std::nullopt);
  EXPECT_EQ(files_.real_path(at("broken/below")), std::nullopt);
  EXPECT_EQ(files_.real_path(at("loop")), std::nullopt);
}

TEST_F(MachineFilesTest, MakeFoldersThatAreNotThere) {
  files_.make_folder(at("a/b"));
  EXPECT_TRUE(fs::is_directory(at("a/b")));
  files_.make_folder(at("a/b"));
  fs::create_symlink(at("gone"), at("broken"));
  files_.make_folder(at("broken/below"));
  EXPECT_FALSE(fs::exists(at("gone")));
}

}  // namespace
}  // namespace drydock::storage::machine_files_test
