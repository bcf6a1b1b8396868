#include "drydock/data_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "drydock/options.h"
#include "runtime/clock/random_ids.h"
#include "tests/support/temporary_folder.h"

namespace drydock::data_folder_test {
namespace {

namespace fs = std::filesystem;

class DataFolderTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string data() const { return (folder_.path() / "data").string(); }
  /// The text of the error that a second drydock gets.
  std::string refusal(const std::string& path) {
    try {
      const DataFolder folder(path, ids_);
    } catch (const StartError& error) {
      return error.what();
    }
    return "none";
  }
  static bool is_abandoned(const fs::path& path) {
    const std::vector<AbandonedFolder> all = abandoned_folders();
    return std::ranges::find(all, path, &AbandonedFolder::path) != all.end();
  }

  testing::TemporaryFolder folder_;
  RandomIds ids_{7};
};

TEST_F(DataFolderTest, KeepsItsInstance) {
  std::string first;
  {
    const DataFolder folder(data(), ids_);
    first = folder.instance();
    EXPECT_EQ(first.size(), 32U);
    EXPECT_FALSE(folder.is_used());
  }
  const DataFolder again(data(), ids_);
  EXPECT_TRUE(again.is_used());
  EXPECT_EQ(again.instance(), first);
}

TEST_F(DataFolderTest, IsOneDrydocksAtATime) {
  const DataFolder folder(data(), ids_);
  EXPECT_EQ(refusal(data()), "Another drydock uses the data folder " + data() +
                                 ": stop it, choose another folder with --data, or keep nothing "
                                 "with --ephemeral.");
}

TEST_F(DataFolderTest, IsAnotherDrydocksOnceItIsCopied) {
  const std::string copy = (folder_.path() / "copy").string();
  std::string first;
  {
    const DataFolder folder(data(), ids_);
    first = folder.instance();
  }
  fs::copy(data(), copy, fs::copy_options::recursive);
  const DataFolder copied(copy, ids_);
  EXPECT_FALSE(copied.is_used());
  EXPECT_NE(copied.instance(), first);
}

TEST_F(DataFolderTest, SaysWhyItCannotBeUsed) {
  std::ofstream(data()) << "a file, no folder";
  EXPECT_NE(refusal(data()).find("The data folder " + data() + " cannot be used: "),
            std::string::npos);
}

TEST_F(DataFolderTest, IsTakenAwayWhereItIsTemporary) {
  fs::path path;
  {
    const DataFolder folder(std::nullopt, ids_);
    path = folder.path();
    EXPECT_FALSE(is_abandoned(path)) << "its drydock runs";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(DataFolderTest, IsFoundByOthersWhereItsDrydockLeftSomething) {
  fs::path path;
  std::string instance;
  {
    DataFolder folder(std::nullopt, ids_);
    folder.note_engine("/run/some.sock");
    std::ofstream(folder.path() / "layer") << "bytes";
    folder.leave_to_others();
    path = folder.path();
    instance = folder.instance();
  }
  EXPECT_FALSE(fs::exists(path / "layer"));
  const std::vector<AbandonedFolder> all = abandoned_folders();
  const auto found = std::ranges::find(all, path, &AbandonedFolder::path);
  ASSERT_NE(found, all.end());
  EXPECT_EQ(found->instance, instance);
  EXPECT_EQ(found->engine, "/run/some.sock");
  EXPECT_FALSE(is_abandoned(path)) << "it is locked by who has found it";
  fs::remove_all(path);
}

/// Sets a variable of the environment, or takes it out, as long as it lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) { value == nullptr ? ::unsetenv(name_) : ::setenv(name_, value, 1); }
  const char* name_;
  std::optional<std::string> before_;
};

TEST(DefaultDataFolder, IsWhereAUsersProgramsKeepTheirs) {
  struct Row {
    const char* data;
    const char* home;
    std::string_view folder;
  };
  for (const Row& row : {Row{"/data", "/home/a", "/data/drydock"},
                         Row{nullptr, "/home/a", "/home/a/.local/share/drydock"},
                         Row{"", "/home/a", "/home/a/.local/share/drydock"},
                         Row{"relative", "/home/a", "/home/a/.local/share/drydock"}}) {
    const Variable data("XDG_DATA_HOME", row.data);
    const Variable home("HOME", row.home);
    EXPECT_EQ(default_data_folder(), row.folder);
  }
  const Variable data("XDG_DATA_HOME", nullptr);
  const Variable home("HOME", nullptr);
  EXPECT_THROW(default_data_folder(), StartError);
}

}  // namespace
}  // namespace drydock::data_folder_test
