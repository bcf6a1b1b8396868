#include "api/archive/archives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "emulator/base/tar.h"
#include "emulator/ecr/image.h"
#include "runtime/storage/blob_collector.h"
#include "tests/api/registry/registry_fixture.h"
#include "tests/support/await.h"

namespace drydock::archive::archives_test {
namespace {

using drydock::testing::FakeExchange;
using registry::digest_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A file of an archive.
struct File {
  std::string name;
  std::string bytes;

  friend bool operator==(const File&, const File&) = default;
};
using Files = std::vector<File>;

std::string packed(const Files& files) {
  std::string archive;
  for (const File& file : files) {
    archive += tar::header(file.name, file.bytes.size()) + file.bytes;
    archive.append(tar::padding(file.bytes.size()), '\0');
  }
  archive.append(tar::emptiness.size(), '\0');
  return archive;
}

Files unpacked(std::string_view archive) {
  Files files;
  while (true) {
    const tar::Entry entry = tar::read_header(std::span(archive).first<tar::block_size>()).value();
    if (entry.kind == tar::Entry::Kind::end) return files;
    files.push_back({entry.name, std::string(archive.substr(tar::block_size, entry.size))});
    archive.remove_prefix(tar::stored_size(entry.size));
  }
}

std::string blob_file(std::string_view bytes) {
  return "blobs/sha256/" + digest_of(bytes).substr(7);
}

/// Another drydock, with nothing in it.
struct House {
  explicit House(boost::asio::io_context& control) {
    archives.emplace(Backend{.control = control.get_executor(),
                             .workers = workers.get_executor(),
                             .store = store,
                             .blobs = *blobs,
                             .ids = ids,
                             .look_again = [this] { return look_again(); }});
  }

  boost::asio::awaitable<void> look_again() {
    ++looked_again;
    co_return;
  }

  /// The files that it keeps, once nothing is under way.
  std::vector<std::string> kept_files() {
    blobs.reset();
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      if (entry.is_regular_file()) names.push_back("sha256:" + entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  RandomIds ids{8};
  Store store{all_record_kinds()};
  drydock::testing::TemporaryFolder folder;
  std::optional<storage::FileBlobStore> blobs{std::in_place, folder.path(),
                                              storage::Durability::ephemeral};
  storage::BlobCollector collector{store, *blobs};
  boost::asio::thread_pool workers{1};
  std::optional<Archives> archives;
  int looked_again = 0;
};

/// A drydock with an image, and one that is to get its archive.
class ArchivesTest : public registry::RegistryTest {
 protected:
  ArchivesTest() { manifest_ = push_image("v1", "a layer"); }

  FakeExchange& serve(Archives& archives, FakeExchange& exchange) {
    drydock::testing::await(control_, drydock::testing::done(archives.serve(exchange)));
    return exchange;
  }
  FakeExchange exported() {
    FakeExchange exchange("GET", "/_drydock/state.tar");
    serve(archives_, exchange);
    return exchange;
  }
  FakeExchange imported(std::string archive) {
    FakeExchange exchange("POST", "/_drydock/state.tar");
    exchange.chunked_body(std::move(archive));
    serve(*other_.archives, exchange);
    return exchange;
  }
  /// The files of an export, which a test then spoils.
  Files files() { return unpacked(exported().answer_body()); }

  const std::string config_ = R"({"os":"linux"})";
  std::string manifest_;
  boost::asio::thread_pool workers_{1};
  Archives archives_{{.control = control_.get_executor(),
                      .workers = workers_.get_executor(),
                      .store = store_,
                      .blobs = blobs_,
                      .ids = ids_,
                      .look_again = {}}};
  House other_{control_};
};

TEST_F(ArchivesTest, IsNotMadeOfAManifestWithAnothersDigest) {
  store_.put(registry::world, ecr::Image{.repository = "shop", .digest = "x", .manifest = "{}"});
  const FakeExchange answer = exported();
  EXPECT_EQ(answer.status(), 400U);
  EXPECT_THAT(answer.answer_body(), HasSubstr("the manifest of shop@x has the digest sha256:"));
}

TEST_F(ArchivesTest, IsAnImageLayoutWithTheRecordsInIt) {
  const FakeExchange answer = exported();
  EXPECT_EQ(answer.status(), 200U);
  EXPECT_EQ(answer.answer_header("Content-Type"), "application/x-tar");
  EXPECT_EQ(answer.answer_header("Content-Length"), std::to_string(answer.answer_body().size()));
  const std::string index =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)"
      R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")" +
      digest_of(manifest_) + R"(","size":)" + std::to_string(manifest_.size()) +
      R"(,"annotations":{"org.opencontainers.image.ref.name":)"
      R"("123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop:v1"}}]})";
  Files expected{{"oci-layout", R"({"imageLayoutVersion":"1.0.0"})"},
                 {"index.json", index},
                 {"state.json", store_.to_json()}};
  Files blobs{{blob_file("a layer"), "a layer"},
              {blob_file(config_), config_},
              {blob_file(manifest_), manifest_}};
  std::ranges::sort(blobs, {}, &File::name);
  expected.insert(expected.end(), blobs.begin(), blobs.end());
  EXPECT_EQ(unpacked(answer.answer_body()), expected);
}

TEST_F(ArchivesTest, NamesAnImageByEachTagOrElseByItsDigest) {
  put_manifest("v2", manifest_);
  const std::string other = push_image("", "another layer");
  const std::string index = files().at(1).bytes;
  EXPECT_THAT(index, HasSubstr(R"(/shop:v1")"));
  EXPECT_THAT(index, HasSubstr(R"(/shop:v2")"));
  EXPECT_THAT(index, HasSubstr("/shop@" + digest_of(other)));
}

TEST_F(ArchivesTest, IsTakenOnElsewhereWithNothingBesides) {
  push_blob("a layer that no image needs yet");
  const FakeExchange answer = imported(exported().answer_body());
  EXPECT_EQ(answer.status(), 200U) << answer.answer_body();
  EXPECT_EQ(other_.store.to_json(), store_.to_json());
  EXPECT_EQ(other_.looked_again, 1);
  // The manifests are in the records.
  std::vector<std::string> layers{digest_of("a layer"), digest_of(config_),
                                  digest_of("a layer that no image needs yet")};
  std::ranges::sort(layers);
  EXPECT_EQ(other_.kept_files(), layers);
}

TEST_F(ArchivesTest, IsTakenInAnyOrder) {
  Files turned = files();
  std::ranges::reverse(turned);
  for (File& file : turned) file.name.insert(0, "./");
  EXPECT_EQ(imported(packed(turned)).status(), 200U);
  EXPECT_EQ(other_.store.to_json(), store_.to_json());
}

TEST_F(ArchivesTest, IsTakenAgainWhereItIsAlready) {
  const std::string archive = exported().answer_body();
  EXPECT_EQ(imported(archive).status(), 200U);
  EXPECT_EQ(imported(archive).status(), 200U);
  EXPECT_EQ(other_.kept_files().size(), 2U);
}

TEST_F(ArchivesTest, IsNotWrittenWhereALayerIsMissing) {
  std::filesystem::remove_all(folder_.path() / "blobs" / "sha256");
  const FakeExchange answer = exported();
  EXPECT_EQ(answer.status(), 400U);
  EXPECT_THAT(answer.answer_body(), HasSubstr("2 layers are not here (shop@sha256:"));
}

TEST_F(ArchivesTest, AreOneAtATime) {
  FakeExchange second("GET", "/_drydock/state.tar");
  FakeExchange first("GET", "/_drydock/state.tar");
  std::optional<drydock::testing::Started<bool>> started;
  first.before_the_body([&] {
    started.emplace(control_.get_executor(), drydock::testing::done(archives_.serve(second)));
    control_.poll();
  });
  serve(archives_, first);
  EXPECT_EQ(first.status(), 200U);
  EXPECT_EQ(second.status(), 409U);
  EXPECT_EQ(exported().status(), 200U);
}

TEST_F(ArchivesTest, AreGotAndPosted) {
  FakeExchange exchange("DELETE", "/_drydock/state.tar");
  EXPECT_EQ(serve(archives_, exchange).status(), 405U);
  EXPECT_EQ(exchange.answer_header("Allow"), "GET, POST");
}

/// What is wrong with an archive, and a part of the sentence that says so.
struct Broken {
  std::string archive;
  std::string sentence;
};

TEST_F(ArchivesTest, ThatAreBrokenLeaveNothingBehind) {
  const Files whole = files();
  const auto with = [&](const File& file) {
    Files files = whole;
    files.push_back(file);
    return packed(files);
  };
  const auto without = [&](const std::string& name) {
    Files files = whole;
    std::erase_if(files, [&](const File& file) { return file.name == name; });
    return files;
  };
  Files larger = without("state.json");
  std::string state = whole.at(2).bytes;
  state.replace(state.find(R"("size_bytes":7,)"), 15, R"("size_bytes":8,)");
  larger.push_back({"state.json", state});
  Files altered = without("state.json");
  state = whole.at(2).bytes;
  state.replace(state.find(R"(\"schemaVersion\":2)"), 19, R"(\"schemaVersion\":3)");
  altered.push_back({"state.json", state});
  // A symbolic link, with a name that leaves the checksum as it was.
  std::string link = packed({{"blobs/sha256/z", ""}});
  link[156] = '2';
  link[13] = 'x';
  const std::vector<Broken> all{
      {"", "The archive breaks off."},
      {R"({"worlds":[]})", "The archive breaks off."},
      {std::string(1024, 'x'), "This is no tar archive"},
      {packed({}), "The archive has no state.json."},
      {with({blob_file("a layer"), "another"}), "has another digest than its name says"},
      {packed(without(blob_file("a layer"))), "The archive lacks 1 of the layers"},
      {packed(larger), "The archive lacks 1 of the layers"},
      {packed(altered), "has the digest sha256:"},
      {with({"../up", "x"}), "no part of an export: ../up"},
      {with({"blobs/sha256/../../up", "x"}), "no part of an export: blobs/sha256/../../up"},
      {with({"/etc/passwd", "x"}), "no part of an export: /etc/passwd"},
      {with({"state.json", "{}"}), "two files state.json"},
      {packed({{"state.json", "{"}}), "state.json cannot be read: Missing a name"},
      {link, "no part of an export: blobs/sha256/x"},
  };
  for (const Broken& broken : all) {
    const FakeExchange answer = imported(broken.archive);
    EXPECT_EQ(answer.status(), 400U) << broken.sentence;
    EXPECT_THAT(answer.answer_body(), HasSubstr(broken.sentence));
  }
  EXPECT_EQ(other_.looked_again, 0);
  EXPECT_TRUE(other_.store.worlds().empty());
  EXPECT_THAT(other_.kept_files(), ElementsAre());
}

TEST_F(ArchivesTest, ThatBreakOffLeaveNothingBehind) {
  const std::string archive = exported().answer_body();
  const std::size_t end = archive.size() - tar::emptiness.size();
  for (std::size_t size = 0; size < end; size += 500) {
    const FakeExchange answer = imported(archive.substr(0, size));
    EXPECT_EQ(answer.status(), 400U) << size;
    EXPECT_THAT(answer.answer_body(), HasSubstr("The archive breaks off."));
  }
  FakeExchange gone("POST", "/_drydock/state.tar");
  gone.chunked_body(archive).cut_off_after(end - 1);
  EXPECT_THROW(serve(*other_.archives, gone), boost::system::system_error);
  EXPECT_TRUE(other_.store.worlds().empty());
  EXPECT_THAT(other_.kept_files(), ElementsAre());
}

}  // namespace
}  // namespace drydock::archive::archives_test
