// The deliberate defects that `./dev simulate --defects` builds in are patches, and rot where
// nobody looks: each of them has to fit the product as it is.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace drydock::code::defects_test {
namespace {

namespace fs = std::filesystem;

/// A place that a patch changes: the lines that it expects there.
struct Hunk {
  std::string file;
  std::string expected;
};

struct Patch {
  std::string name;
  std::string description;  ///< What stands before the first file.
  std::vector<Hunk> hunks;
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Patch read_patch(const fs::path& path) {
  Patch patch{.name = path.stem()};
  std::string file;
  std::istringstream text(text_of(path));
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("--- a/")) {
      file = line.substr(6);
    } else if (line.starts_with("@@")) {
      patch.hunks.push_back({file, ""});
    } else if (file.empty()) {
      patch.description += line;
    } else if (!patch.hunks.empty() && (line.starts_with(' ') || line.starts_with('-'))) {
      patch.hunks.back().expected += line.substr(1) + "\n";
    }
  }
  return patch;
}

std::vector<Patch> patches() {
  std::vector<Patch> found;
  for (const auto& entry : fs::directory_iterator(DRYDOCK_SOURCE_DIR "/tests/simulation/defects")) {
    if (entry.path().extension() == ".patch") found.push_back(read_patch(entry.path()));
  }
  return found;
}

int count(const std::string& text, const std::string& part) {
  int times = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++times;
  return times;
}

TEST(Defects, EachFitsTheProductInOnePlace) {
  for (const Patch& patch : patches()) {
    EXPECT_FALSE(patch.description.empty()) << patch.name << " does not say what it breaks";
    EXPECT_FALSE(patch.hunks.empty()) << patch.name;
    for (const Hunk& hunk : patch.hunks) {
      EXPECT_EQ(count(text_of(fs::path(DRYDOCK_SOURCE_DIR) / hunk.file), hunk.expected), 1)
          << patch.name << " does not fit " << hunk.file << ":\n"
          << hunk.expected;
    }
  }
}

TEST(Defects, AreMany) { EXPECT_GE(patches().size(), 25u); }

}  // namespace
}  // namespace drydock::code::defects_test
