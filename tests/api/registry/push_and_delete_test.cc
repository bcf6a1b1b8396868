// Pushes on a thread of their own, and deletions on the control thread, as the program has them.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>

#include "emulator/ecr/image.h"
#include "runtime/storage/blob_collector.h"
#include "tests/api/registry/registry_fixture.h"
#include "tests/support/run.h"

namespace drydock::registry::push_and_delete_test {
namespace {

using testing::FakeExchange;

class PushAndDelete : public RegistryTest {
 protected:
  PushAndDelete() { add_repository("other"); }
  ~PushAndDelete() override {
    work_.reset();
    thread_.join();
  }

  /// The status of a push of these bytes in one request, from this thread.
  unsigned push(const std::string& repository, std::string bytes) {
    FakeExchange exchange =
        request("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest_of(bytes));
    exchange.body(std::move(bytes));
    testing::run(registry_.serve(exchange));
    return exchange.status();
  }

  std::future<bool> erase_layer(const std::string& key) {
    return boost::asio::post(control_, boost::asio::use_future([this, key] {
                               return store_.erase<ecr::Layer>(world, key);
                             }));
  }

  storage::BlobCollector collector_{store_, blobs_};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      control_.get_executor()};
  std::thread thread_{[this] { control_.run(); }};
};

TEST_F(PushAndDelete, NoDeletionElsewhereTakesABlobThatWasJustCommitted) {
  const std::string bytes = "the bytes that both have";
  const std::string digest = digest_of(bytes);
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(push("other", bytes), 201U) << i;
    std::future<bool> erased = erase_layer("other@" + digest);
    ASSERT_EQ(push("shop", bytes), 201U) << i;
    EXPECT_TRUE(erased.get());
    ASSERT_EQ(blobs_.size(digest), bytes.size()) << i;
    EXPECT_TRUE(erase_layer("shop@" + digest).get());
  }
}

}  // namespace
}  // namespace drydock::registry::push_and_delete_test
