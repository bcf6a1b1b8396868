#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "api/registry/piece_budget.h"
#include "emulator/ecr/image.h"
#include "tests/api/registry/registry_fixture.h"

namespace drydock::registry::uploads_test {
namespace {

using testing::FakeExchange;

class Uploads : public RegistryTest {
 protected:
  FakeExchange patch(const std::string& place, std::string bytes, std::string_view range = "") {
    FakeExchange exchange = request("PATCH", place);
    if (!range.empty()) exchange.header("Content-Range", range);
    exchange.body(std::move(bytes));
    return serve(exchange);
  }

  std::string error_code(const FakeExchange& exchange) {
    const std::string start = R"({"errors":[{"code":")";
    const std::string& body = exchange.answer_body();
    if (!body.starts_with(start)) return body;
    return body.substr(start.size(), body.find('"', start.size()) - start.size());
  }
};

TEST_F(Uploads, StartWithAPlaceToSendTo) {
  const auto started = serve("POST", "/v2/shop/blobs/uploads/");
  EXPECT_EQ(started.status(), 202U);
  const std::string id = started.answer_header("Docker-Upload-UUID");
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(started.answer_header("Location"), "/v2/shop/blobs/uploads/" + id);
  EXPECT_EQ(started.answer_header("Range"), "0-0");
  EXPECT_EQ(started.answer_header("Content-Length"), "0");
}

TEST_F(Uploads, ToAnUnknownRepositoryAreRefused) {
  const auto refused = serve("POST", "/v2/nothing/blobs/uploads/");
  EXPECT_EQ(refused.status(), 404U);
  EXPECT_EQ(refused.answer_body(),
            R"({"errors":[{"code":"NAME_UNKNOWN","message":"The repository with name 'nothing' )"
            R"(does not exist in the registry with id '123456789012'"}]})");
}

// As docker does it: one PATCH with the whole layer, then a PUT without a body.
TEST_F(Uploads, TakeALayerAsDockerSendsIt) {
  const std::string layer(700'000, 'x');
  const std::string place = start_upload();
  const auto patched = patch(place, layer);
  EXPECT_EQ(patched.status(), 202U);
  EXPECT_EQ(patched.answer_header("Range"), "0-699999");
  EXPECT_EQ(patched.answer_header("Location"), place);
  const auto finished = serve("PUT", place + "?digest=" + digest_of(layer));
  EXPECT_EQ(finished.status(), 201U);
  EXPECT_EQ(finished.answer_header("Location"), "/v2/shop/blobs/" + digest_of(layer));
  EXPECT_EQ(finished.answer_header("Docker-Content-Digest"), digest_of(layer));
  EXPECT_EQ(serve("GET", finished.answer_header("Location")).answer_body(), layer);
}

TEST_F(Uploads, TakeALayerInOnePost) {
  const auto posted =
      serve("POST", "/v2/shop/blobs/uploads/?digest=" + digest_of("a layer"), "a layer");
  EXPECT_EQ(posted.status(), 201U);
  EXPECT_EQ(posted.answer_header("Location"), "/v2/shop/blobs/" + digest_of("a layer"));
  EXPECT_EQ(serve("GET", posted.answer_header("Location")).answer_body(), "a layer");
}

TEST_F(Uploads, TakeChunksInOrder) {
  const std::string place = start_upload();
  EXPECT_EQ(patch(place, "0123", "0-3").answer_header("Range"), "0-3");
  EXPECT_EQ(patch(place, "4567", "4-7").answer_header("Range"), "0-7");
  FakeExchange last = request("PUT", place + "?digest=" + digest_of("0123456789"));
  last.header("Content-Range", "8-9").body("89");
  EXPECT_EQ(serve(last).status(), 201U);
  EXPECT_EQ(serve("GET", last.answer_header("Location")).answer_body(), "0123456789");
}

TEST_F(Uploads, RefuseAChunkOutOfOrderAndTellWhereToGoOn) {
  const std::string place = start_upload();
  EXPECT_EQ(patch(place, "4567", "4-7").status(), 416U);
  patch(place, "0123", "0-3");
  const auto refused = patch(place, "0123", "0-3");
  EXPECT_EQ(refused.status(), 416U);
  EXPECT_EQ(refused.answer_header("Range"), "0-3");
  EXPECT_EQ(refused.answer_header("Location"), place);
  EXPECT_EQ(refused.answer_body(),
            R"({"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"First byte of the layer part )"
            R"(is 0 instead of 4"}]})");
  FakeExchange last = request("PUT", place + "?digest=" + digest_of("012356"));
  last.header("Content-Range", "5-6").body("56");
  EXPECT_EQ(serve(last).status(), 416U);
  EXPECT_EQ(patch(place, "4567", "4-7").status(), 202U);
}

TEST_F(Uploads, RefuseAChunkThatContradictsItself) {
  const std::string place = start_upload();
  EXPECT_EQ(patch(place, "0123", "0-9").status(), 400U);
  EXPECT_EQ(patch(place, "0123", "nonsense").status(), 400U);
  EXPECT_EQ(serve("GET", place).answer_header("Range"), "0-0");
}

TEST_F(Uploads, TellHowFarTheyAre) {
  const std::string place = start_upload();
  patch(place, "0123");
  const auto told = serve("GET", place);
  EXPECT_EQ(told.status(), 204U);
  EXPECT_EQ(told.answer_header("Range"), "0-3");
  EXPECT_EQ(told.answer_header("Location"), place);
}

TEST_F(Uploads, RefuseAnotherDigestAndKeepNothing) {
  const std::string place = start_upload();
  patch(place, "these bytes");
  const auto refused = serve("PUT", place + "?digest=" + digest_of("other bytes"));
  EXPECT_EQ(refused.status(), 400U);
  EXPECT_EQ(refused.answer_body(),
            R"({"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"None of the provided layer )"
            R"(digests match the calculated layer digest"}]})");
  EXPECT_EQ(serve("HEAD", blob_path("shop", digest_of("these bytes"))).status(), 404U);
  EXPECT_EQ(serve("HEAD", blob_path("shop", digest_of("other bytes"))).status(), 404U);
  EXPECT_EQ(serve("GET", place).status(), 404U);
  const auto in_one =
      serve("POST", "/v2/shop/blobs/uploads/?digest=" + digest_of("other bytes"), "these bytes");
  EXPECT_EQ(in_one.status(), 400U);
}

TEST_F(Uploads, NeedAWellFormedDigest) {
  const std::string place = start_upload();
  for (const std::string& query :
       {std::string(), std::string("?digest="), std::string("?digest=sha256:short"),
        "?digest=sha512:" + std::string(128, 'a')}) {
    const auto refused = serve("PUT", place + query);
    EXPECT_EQ(refused.status(), 400U) << query;
    EXPECT_EQ(error_code(refused), "DIGEST_INVALID") << query;
  }
  EXPECT_EQ(serve("POST", "/v2/shop/blobs/uploads/?digest=nonsense").status(), 400U);
}

TEST_F(Uploads, AreGoneOnceCancelled) {
  const std::string place = start_upload();
  EXPECT_EQ(serve("DELETE", place).status(), 204U);
  for (const char* method : {"GET", "PATCH", "DELETE"}) {
    const auto refused = serve(method, place);
    EXPECT_EQ(refused.status(), 404U) << method;
    EXPECT_EQ(error_code(refused), "BLOB_UPLOAD_UNKNOWN") << method;
  }
  EXPECT_EQ(serve("PUT", place + "?digest=" + digest_of("")).status(), 404U);
}

TEST_F(Uploads, BelongToTheirRepository) {
  add_repository("other");
  std::string place = start_upload();
  place.replace(place.find("shop"), 4, "other");
  EXPECT_EQ(patch(place, "bytes").status(), 404U);
}

TEST_F(Uploads, ThatBreakOffLeaveNothingVisibleAndGoOn) {
  const std::string layer(3'000'000, 'x');
  const std::string place = start_upload();
  FakeExchange broken = request("PATCH", place);
  broken.body(layer).cut_off_after(1'500'000);
  EXPECT_THROW(serve(broken), boost::system::system_error);
  EXPECT_EQ(serve("HEAD", blob_path("shop", digest_of(layer))).status(), 404U);

  const std::string range = serve("GET", place).answer_header("Range");
  const std::size_t received = std::stoul(range.substr(2)) + 1;
  EXPECT_LE(received, 1'500'000U);
  const std::string rest = std::to_string(received) + "-2999999";
  EXPECT_EQ(patch(place, layer.substr(received), rest).status(), 202U);
  EXPECT_EQ(serve("PUT", place + "?digest=" + digest_of(layer)).status(), 201U);
}

TEST_F(Uploads, TakeOneRequestAtATime) {
  const std::string place = start_upload();
  const std::string id = place.substr(place.rfind('/') + 1);
  ASSERT_TRUE(uploads_.begin_transfer(id).has_value());
  EXPECT_EQ(patch(place, "01").status(), 416U);
  EXPECT_EQ(serve("PUT", place + "?digest=" + digest_of("01"), "01").status(), 416U);
  EXPECT_EQ(serve("GET", place).status(), 204U);
  uploads_.end_transfer(id, ecr::LayerUploads::Ending::whole, clock_.now());
  EXPECT_EQ(patch(place, "01").status(), 202U);
  EXPECT_EQ(serve("PUT", place + "?digest=" + digest_of("01")).status(), 201U);
}

TEST_F(Uploads, InOnePostThatBreakOffLeaveNothing) {
  FakeExchange broken = request("POST", "/v2/shop/blobs/uploads/?digest=" + digest_of("a layer"));
  broken.body("a layer").cut_off_after(3);
  EXPECT_THROW(serve(broken), boost::system::system_error);
  serve("GET", "/v2/");
  EXPECT_EQ(uploads_.size(), 0U);
  const auto is_file = [](const auto& entry) { return entry.is_regular_file(); };
  const auto files = [&] {
    return std::ranges::count_if(std::filesystem::recursive_directory_iterator(folder_.path()),
                                 is_file);
  };
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (files() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_EQ(files(), 0);
}

TEST_F(Uploads, ThatBreakOffAreGivenBackWithinMinutes) {
  const std::string place = start_upload();
  FakeExchange broken = request("PATCH", place);
  broken.body("a layer").cut_off_after(3);
  EXPECT_THROW(serve(broken), boost::system::system_error);
  EXPECT_EQ(serve("GET", place).status(), 204U);
  clock_.advance(ecr::broken_upload_lifetime);
  EXPECT_EQ(serve("GET", place).status(), 404U);
}

TEST_F(Uploads, AreForgottenOnceTheyEnd) {
  push_blob("a layer");
  const std::string cancelled = start_upload();
  EXPECT_EQ(serve("DELETE", cancelled).status(), 204U);
  const std::string mismatched = start_upload();
  EXPECT_EQ(serve("PUT", mismatched + "?digest=" + digest_of("other"), "bytes").status(), 400U);
  serve("GET", "/v2/");
  EXPECT_EQ(uploads_.size(), 0U);
}

TEST_F(Uploads, RefuseAChunkOfAnotherLengthThanItAnnounced) {
  const std::string place = start_upload();
  patch(place, "0123");
  for (const char* bytes : {"45", "456789abcdef"}) {
    FakeExchange chunk = request("PATCH", place);
    chunk.header("Content-Range", "4-7").chunked_body(bytes);
    EXPECT_EQ(serve(chunk).status(), 400U) << bytes;
    EXPECT_EQ(error_code(chunk), "SIZE_INVALID") << bytes;
  }
  EXPECT_EQ(serve("GET", place).answer_header("Range"), "0-3");
  FakeExchange chunk = request("PATCH", place);
  chunk.header("Content-Range", "4-7").chunked_body("4567");
  EXPECT_EQ(serve(chunk).answer_header("Range"), "0-7");
  EXPECT_EQ(serve("PUT", place + "?digest=" + digest_of("01234567")).status(), 201U);
}

TEST_F(Uploads, TellThatTheDiskIsFullAndGoOnOnceThereIsRoom) {
  const std::string place = start_upload();
  const auto file = folder_.path() / "uploads" / place.substr(place.rfind('/') + 1);
  std::filesystem::create_symlink("/dev/full", file);
  const std::string layer(3'000'000, 'x');
  const auto refused = patch(place, layer);
  EXPECT_EQ(refused.status(), 507U);
  EXPECT_EQ(refused.answer_body(), R"({"errors":[{"code":"UNKNOWN","message":"no space left in )"
                                   R"(the registry's data folder"}]})");
  std::filesystem::remove(file);
  EXPECT_EQ(serve("GET", place).answer_header("Range"), "0-0");
  EXPECT_EQ(patch(place, layer).status(), 202U);
  EXPECT_EQ(serve("PUT", place + "?digest=" + digest_of(layer)).status(), 201U);
}

TEST_F(Uploads, TakePiecesOfAnyLength) {
  const std::size_t piece = PieceBudget::piece_size(1);
  for (const std::size_t size : {piece - 1, piece, piece + 1, 2 * piece, 5 * piece + 7}) {
    std::string layer;
    while (layer.size() < size) layer += std::to_string(layer.size()) + ',';
    layer.resize(size);
    push_blob(layer);
    EXPECT_EQ(serve("GET", blob_path("shop", digest_of(layer))).answer_body(), layer) << size;
  }
}

TEST_F(Uploads, MountWhatAnotherRepositoryHas) {
  add_repository("base");
  push_blob("a layer", "base");
  const auto mounted =
      serve("POST", "/v2/shop/blobs/uploads/?mount=" + digest_of("a layer") + "&from=base");
  EXPECT_EQ(mounted.status(), 201U);
  EXPECT_EQ(mounted.answer_header("Location"), blob_path("shop", digest_of("a layer")));
  EXPECT_EQ(serve("GET", mounted.answer_header("Location")).answer_body(), "a layer");
}

TEST_F(Uploads, StartWhereTheCallerMayNotReadWhatIsToBeMounted) {
  const World theirs{"000000000000", world.region};
  add_repository("secret", theirs);
  store_.put(theirs, ecr::Layer{"secret", digest_of("a layer"), 7});
  push_blob("a layer");
  add_repository("copy");
  const std::string query = "?mount=" + digest_of("a layer") + "&from=secret";
  EXPECT_EQ(serve("POST", "/v2/copy/blobs/uploads/" + query).status(), 202U);
  EXPECT_EQ(serve("HEAD", blob_path("copy", digest_of("a layer"))).status(), 404U);
}

TEST_F(Uploads, StartWhereAMountFindsNothing) {
  for (const std::string& query :
       {"?mount=" + digest_of("nothing") + "&from=base",
        "?mount=" + digest_of("nothing") + "&from=shop", "?mount=" + digest_of("nothing")}) {
    const auto started = serve("POST", "/v2/shop/blobs/uploads/" + query);
    EXPECT_EQ(started.status(), 202U) << query;
    EXPECT_NE(started.answer_header("Location"), "") << query;
  }
}

TEST_F(Uploads, ThatNobodyCompletesAreDroppedAfterADay) {
  const std::string place = start_upload();
  clock_.advance(ecr::upload_lifetime - std::chrono::seconds(1));
  start_upload();
  EXPECT_EQ(serve("GET", place).status(), 204U);
  clock_.advance(std::chrono::seconds(1));
  start_upload();
  EXPECT_EQ(serve("GET", place).status(), 404U);
}

}  // namespace
}  // namespace drydock::registry::uploads_test
