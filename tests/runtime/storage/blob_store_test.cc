// The contract of the BlobStore port, run on every store that implements it, and what only the
// store of files promises.

#include "runtime/storage/blob_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "emulator/ecr/digest.h"
#include "tests/support/run.h"
#include "tests/support/temporary_folder.h"

namespace drydock::storage::blob_store_test {
namespace {

namespace fs = std::filesystem;
using testing::run;
using testing::TemporaryFolder;
using Error = BlobStore::Error;

std::string digest_of(std::string_view bytes) { return ecr::Digest::of(bytes).text(); }

BlobStore::BlobResult<Done> store(BlobStore& blobs, std::string_view bytes) {
  const auto upload = blobs.begin("upload-" + digest_of(bytes).substr(7));
  if (const auto appended = run(upload->append(bytes)); !appended) return appended;
  return run(upload->commit(digest_of(bytes)));
}

std::string bytes_of(const BlobStore::Reader& reader) {
  std::string bytes(reader.size(), '\0');
  EXPECT_EQ(::pread(reader.descriptor(), bytes.data(), bytes.size(), 0),
            static_cast<ssize_t>(bytes.size()));
  return bytes;
}

std::string read(const BlobStore& blobs, const std::string& digest) {
  const auto reader = blobs.open(digest);
  return reader ? bytes_of(**reader) : "not found";
}

/// What a worker does soon.
template <class Condition>
void wait_until(const Condition& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_TRUE(holds());
}

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), folder).string());
  }
  return files;
}

/// A store under test, and the folder that it may need.
struct Subject {
  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<BlobStore> blobs;
};

Subject files(Durability durability) {
  auto folder = std::make_unique<TemporaryFolder>();
  auto blobs = std::make_unique<FileBlobStore>(folder->path(), durability);
  return {std::move(folder), std::move(blobs)};
}

struct Implementation {
  std::string name;
  std::function<Subject()> make;
};

class BlobStoreContract : public ::testing::TestWithParam<Implementation> {
 protected:
  Subject subject_ = GetParam().make();
  BlobStore& blobs_ = *subject_.blobs;
};

INSTANTIATE_TEST_SUITE_P(
    Every, BlobStoreContract,
    ::testing::Values(Implementation{"SyncedFiles", [] { return files(Durability::kept); }},
                      Implementation{"Files", [] { return files(Durability::ephemeral); }}),
    [](const auto& each) { return each.param.name; });

TEST_P(BlobStoreContract, GivesBackWhatWasCommitted) {
  ASSERT_TRUE(store(blobs_, "a layer"));
  EXPECT_EQ(blobs_.size(digest_of("a layer")), 7U);
  EXPECT_EQ(read(blobs_, digest_of("a layer")), "a layer");
}

TEST_P(BlobStoreContract, ReadsToItsEndWhatIsErasedMeanwhile) {
  ASSERT_TRUE(store(blobs_, "0123456789"));
  const auto reader = blobs_.open(digest_of("0123456789"));
  ASSERT_TRUE(reader);
  blobs_.erase(digest_of("0123456789"));
  wait_until([&] { return !blobs_.size(digest_of("0123456789")); });
  EXPECT_EQ((*reader)->size(), 10U);
  EXPECT_EQ(bytes_of(**reader), "0123456789");
}

// One that has committed a blob and not yet said whose it is, and a deletion elsewhere.
TEST_P(BlobStoreContract, ErasesNothingThatAnUploadHasJustCommitted) {
  auto upload = blobs_.begin("u");
  ASSERT_TRUE(run(upload->append(std::string_view("a layer"))));
  ASSERT_TRUE(run(upload->commit(digest_of("a layer"))));
  blobs_.erase(digest_of("a layer"));
  ASSERT_TRUE(store(blobs_, "another"));
  EXPECT_EQ(read(blobs_, digest_of("a layer")), "a layer");
  upload.reset();
  wait_until([&] { return !blobs_.size(digest_of("a layer")); });
}

TEST_P(BlobStoreContract, KeepsWhatSomebodyHasAfterAll) {
  auto upload = blobs_.begin("u");
  ASSERT_TRUE(run(upload->append(std::string_view("a layer"))));
  ASSERT_TRUE(run(upload->commit(digest_of("a layer"))));
  blobs_.erase(digest_of("a layer"));
  blobs_.keep(digest_of("a layer"));
  upload.reset();
  blobs_.erase(digest_of("another"));
  ASSERT_TRUE(store(blobs_, "a third"));
  EXPECT_EQ(read(blobs_, digest_of("a layer")), "a layer");
}

TEST_P(BlobStoreContract, StoresAgainWhileTheSameBytesAreErased) {
  for (int i = 0; i < 200; ++i) {
    const auto upload = blobs_.begin(std::to_string(i));
    ASSERT_TRUE(run(upload->append(std::string_view("a layer"))));
    if (i > 0) blobs_.erase(digest_of("a layer"));
    ASSERT_TRUE(run(upload->commit(digest_of("a layer"))));
    ASSERT_EQ(blobs_.size(digest_of("a layer")), 7U) << i;
    blobs_.keep(digest_of("a layer"));
  }
}

TEST_P(BlobStoreContract, GoesBackToTheMark) {
  const auto upload = blobs_.begin("u");
  ASSERT_TRUE(run(upload->append(std::string_view("kept "))));
  upload->mark();
  ASSERT_TRUE(run(upload->append(std::string_view("refused and longer"))));
  upload->rewind();
  EXPECT_EQ(upload->size(), 5U);
  ASSERT_TRUE(run(upload->append(std::string_view("too"))));
  ASSERT_TRUE(run(upload->commit(digest_of("kept too"))));
  EXPECT_EQ(read(blobs_, digest_of("kept too")), "kept too");
}

TEST_P(BlobStoreContract, HashesAcrossPieces) {
  std::string whole;
  const auto upload = blobs_.begin("u");
  for (int i = 0; i < 50; ++i) {
    const std::string piece(static_cast<std::size_t>(i * 97), static_cast<char>('a' + i % 26));
    whole += piece;
    ASSERT_TRUE(run(upload->append(piece)));
    EXPECT_EQ(upload->size(), whole.size());
  }
  ASSERT_TRUE(run(upload->commit(digest_of(whole))));
  EXPECT_EQ(read(blobs_, digest_of(whole)), whole);
}

TEST_P(BlobStoreContract, StoresTheEmptyBlob) {
  ASSERT_TRUE(run(blobs_.begin("u")->commit(digest_of(""))));
  EXPECT_EQ(blobs_.size(digest_of("")), 0U);
  EXPECT_EQ(read(blobs_, digest_of("")), "");
}

TEST_P(BlobStoreContract, ShowsNothingBeforeTheCommit) {
  const auto upload = blobs_.begin("u");
  ASSERT_TRUE(run(upload->append(std::string_view("half"))));
  EXPECT_EQ(blobs_.size(digest_of("half")), std::nullopt);
  EXPECT_EQ(blobs_.open(digest_of("half")).error(), Error::not_found);
}

TEST_P(BlobStoreContract, RefusesBytesOfAnotherDigestAndKeepsNothing) {
  const auto upload = blobs_.begin("u");
  ASSERT_TRUE(run(upload->append(std::string_view("these bytes"))));
  EXPECT_EQ(run(upload->commit(digest_of("other bytes"))).error(), Error::digest_mismatch);
  EXPECT_EQ(blobs_.size(digest_of("these bytes")), std::nullopt);
  EXPECT_EQ(blobs_.size(digest_of("other bytes")), std::nullopt);
  EXPECT_EQ(blobs_.find_upload("u"), nullptr);
}

TEST_P(BlobStoreContract, TakesNoOtherSpellingOfADigest) {
  const std::string upper = "sha256:" + std::string(64, 'A');
  for (const std::string& odd : {std::string("../../etc/passwd"), std::string("sha512:00"), upper,
                                 std::string("sha256:") + std::string(63, '0'), std::string()}) {
    EXPECT_EQ(run(blobs_.begin("u")->commit(odd)).error(), Error::digest_mismatch) << odd;
    EXPECT_EQ(blobs_.size(odd), std::nullopt) << odd;
    EXPECT_EQ(blobs_.open(odd).error(), Error::not_found) << odd;
    blobs_.erase(odd);
  }
}

TEST_P(BlobStoreContract, KeepsADroppedUploadUntilItIsResumed) {
  ASSERT_TRUE(run(blobs_.begin("u")->append(std::string_view("first "))));
  const auto resumed = blobs_.find_upload("u");
  ASSERT_NE(resumed, nullptr);
  EXPECT_EQ(resumed->size(), 6U);
  ASSERT_TRUE(run(resumed->append(std::string_view("second"))));
  ASSERT_TRUE(run(resumed->commit(digest_of("first second"))));
  EXPECT_EQ(read(blobs_, digest_of("first second")), "first second");
}

TEST_P(BlobStoreContract, ForgetsAnUploadThatHasEnded) {
  const auto committed = blobs_.begin("committed");
  ASSERT_TRUE(run(committed->commit(digest_of(""))));
  const auto cancelled = blobs_.begin("cancelled");
  ASSERT_TRUE(run(cancelled->append(std::string_view("x"))));
  cancelled->cancel();
  for (const auto& upload : {committed, cancelled}) {
    EXPECT_EQ(run(upload->append(std::string_view("y"))).error(), Error::upload_unknown);
    EXPECT_EQ(run(upload->commit(digest_of("xy"))).error(), Error::upload_unknown);
  }
  EXPECT_EQ(blobs_.find_upload("committed"), nullptr);
  EXPECT_EQ(blobs_.find_upload("cancelled"), nullptr);
  EXPECT_EQ(blobs_.find_upload("never"), nullptr);
}

TEST_P(BlobStoreContract, ErasesABlob) {
  ASSERT_TRUE(store(blobs_, "gone"));
  blobs_.erase(digest_of("gone"));
  blobs_.erase(digest_of("gone"));
  wait_until([&] { return !blobs_.size(digest_of("gone")); });
  EXPECT_EQ(blobs_.open(digest_of("gone")).error(), Error::not_found);
}

TEST_P(BlobStoreContract, TakesUploadsFromManyThreads) {
  std::vector<std::thread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([this, client] {
      const auto upload = blobs_.begin("client-" + std::to_string(client));
      // Half of them send the same bytes as another, at the same time.
      const std::string bytes(100'000, static_cast<char>('a' + client / 2));
      EXPECT_TRUE(run(upload->append(bytes)));
      EXPECT_TRUE(run(upload->commit(digest_of(bytes))));
    });
  }
  for (std::thread& client : clients) client.join();
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    const std::string bytes(100'000, letter);
    EXPECT_EQ(read(blobs_, digest_of(bytes)), bytes);
  }
}

TEST(FileBlobStore, LaysItsFolderOutAsItsHeaderShows) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  ASSERT_TRUE(store(blobs, "a layer"));
  const auto upload = blobs.begin("5f0c");
  ASSERT_TRUE(run(upload->append(std::string_view("half"))));
  const std::string hex = digest_of("a layer").substr(7);
  const std::string blob = "blobs/sha256/" + hex.substr(0, 2) + "/" + hex;
  auto files = files_below(folder.path());
  std::ranges::sort(files);
  EXPECT_EQ(files, (std::vector<std::string>{blob, "uploads/5f0c"}));
}

TEST(FileBlobStore, KeepsTheSameBytesOnce) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  for (const char* id : {"one", "two"}) {
    const auto upload = blobs.begin(id);
    ASSERT_TRUE(run(upload->append(std::string_view("same"))));
    ASSERT_TRUE(run(upload->commit(digest_of("same"))));
  }
  EXPECT_EQ(files_below(folder.path()).size(), 1U);
}

TEST(FileBlobStore, KeepsTheBlobsOfAnEarlierRunAndDropsItsUploadsUnlessTheyAreResumed) {
  const TemporaryFolder folder;
  {
    FileBlobStore blobs(folder.path(), Durability::kept);
    ASSERT_TRUE(store(blobs, "kept"));
    ASSERT_TRUE(run(blobs.begin("half")->append(std::string_view("half"))));
  }
  FileBlobStore blobs(folder.path(), Durability::kept);
  EXPECT_EQ(blobs.size(digest_of("kept")), 4U);
  EXPECT_EQ(blobs.find_upload("half"), nullptr);
  blobs.sweep([](const std::string&) { return true; });
  EXPECT_EQ(files_below(folder.path()).size(), 1U);
}

TEST(FileBlobStore, SaysWhatToDoAboutAFolderThatItCannotWrite) {
  const TemporaryFolder folder;
  // A file where the folder should be: even root cannot write below it.
  const fs::path taken = folder.path() / "taken";
  std::ofstream(taken) << "a file";
  try {
    FileBlobStore blobs(taken, Durability::kept);
    FAIL() << "it started";
  } catch (const DataFolderError& error) {
    EXPECT_EQ(error.what(), "cannot write to data folder " + taken.string() +
                                ": Not a directory; choose another with --data");
  }
}

TEST(FileBlobStore, TellsThatTheDiskIsFullAndTakesThePieceAgain) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  const fs::path file = folder.path() / "uploads" / "u";
  fs::create_symlink("/dev/full", file);
  const auto upload = blobs.begin("u");
  EXPECT_EQ(run(upload->append(std::string_view("piece"))).error(), Error::out_of_space);
  EXPECT_EQ(upload->size(), 0U);
  fs::remove(file);
  ASSERT_TRUE(run(upload->append(std::string_view("piece"))));
  EXPECT_TRUE(run(upload->commit(digest_of("piece"))));
}

TEST(FileBlobStore, ReplacesAFileOfTheWrongSize) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  ASSERT_TRUE(store(blobs, "a layer"));
  const std::string hex = digest_of("a layer").substr(7);
  const fs::path file = folder.path() / "blobs" / "sha256" / hex.substr(0, 2) / hex;
  fs::resize_file(file, 3);
  EXPECT_EQ(blobs.size(digest_of("a layer")), 3U);
  ASSERT_TRUE(store(blobs, "a layer"));
  EXPECT_EQ(read(blobs, digest_of("a layer")), "a layer");
}

TEST(FileBlobStore, GoesOnWithAnUploadOfAnEarlierRun) {
  const TemporaryFolder folder;
  {
    FileBlobStore blobs(folder.path(), Durability::ephemeral);
    const auto upload = blobs.begin("u");
    ASSERT_TRUE(run(upload->append(std::string_view("a lay, and what nobody was told of"))));
    ASSERT_TRUE(run(blobs.begin("forgotten")->append(std::string_view("x"))));
  }
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  blobs.resume("u", 5);
  blobs.resume("untouched", 0);
  blobs.resume("lost", 1);
  blobs.resume("../u", 0);
  blobs.sweep([](const std::string&) { return true; });
  EXPECT_EQ(files_below(folder.path()), std::vector<std::string>{"uploads/u"});
  EXPECT_EQ(blobs.find_upload("lost"), nullptr);
  EXPECT_EQ(blobs.find_upload("../u"), nullptr);
  EXPECT_NE(blobs.find_upload("untouched"), nullptr);
  const auto upload = blobs.find_upload("u");
  ASSERT_NE(upload, nullptr);
  EXPECT_EQ(upload->size(), 5U);
  upload->mark();
  ASSERT_TRUE(run(upload->append(std::string_view("zzz"))));
  upload->rewind();
  EXPECT_EQ(upload->size(), 5U);
  ASSERT_TRUE(run(upload->append(std::string_view("er"))));
  ASSERT_TRUE(run(upload->commit(digest_of("a layer"))));
  EXPECT_EQ(read(blobs, digest_of("a layer")), "a layer");
}

TEST(FileBlobStore, SweepsWhatNobodyHas) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  ASSERT_TRUE(store(blobs, "one"));
  ASSERT_TRUE(store(blobs, "other"));
  blobs.sweep([](const std::string& digest) { return digest == digest_of("one"); });
  EXPECT_EQ(blobs.size(digest_of("one")), 3U);
  EXPECT_EQ(blobs.size(digest_of("other")), std::nullopt);
}

TEST(FileBlobStore, OpensATransfersFileOnce) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path(), Durability::ephemeral);
  const auto upload = blobs.begin("u");
  ASSERT_TRUE(run(upload->append(std::string_view("first "))));
  // Whoever opened it again would write into the other file.
  fs::rename(folder.path() / "uploads" / "u", folder.path() / "moved");
  ASSERT_TRUE(run(upload->append(std::string_view("second"))));
  std::ifstream moved(folder.path() / "moved");
  std::string bytes;
  std::getline(moved, bytes);
  EXPECT_EQ(bytes, "first second");
}

TEST(FileBlobStore, MakesItsFolder) {
  const TemporaryFolder folder;
  FileBlobStore blobs(folder.path() / "not" / "there", Durability::kept);
  EXPECT_TRUE(store(blobs, "a layer"));
}

}  // namespace
}  // namespace drydock::storage::blob_store_test
