#include "runtime/controllers/image_keeper.h"

#include <string>
#include <utility>

#include "async/keep_running.h"
#include "async/log.h"
#include "emulator/ecr/image.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

/// How soon an engine that did not answer is asked again, unless it says by itself that it is back.
constexpr Duration again_after = seconds(1);

/// Charts, signatures and the like are kept in registries too, and no engine takes them.
bool is_container_image(const ecr::Image& image) {
  if (image.subject_digest) return false;
  if (!image.artifact_media_type) return true;
  const std::string& type = *image.artifact_media_type;
  return type.empty() || type == "application/vnd.docker.container.image.v1+json" ||
         type == "application/vnd.oci.image.config.v1+json";
}

}  // namespace

ImageKeeper::ImageKeeper(Store& store, Clock& clock, Engine& engine, EngineWatch& watch,
                         asio::any_io_executor executor, ecs::RegistryAddress registry,
                         RegistryPassword password)
    : store_(store),
      clock_(clock),
      watch_(watch),
      registry_(registry),
      puller_(store, clock, engine, std::move(registry), std::move(password)),
      group_(executor),
      wake_(clock, executor) {
  store_.on_change([this](const Change& change) {
    if (!active_ || change.table != ecr::Image::table) return;
    const auto* image = store_.find<ecr::Image>(change.world, change.key);
    if (image != nullptr) {
      take_up(change.world, *image);
    } else {
      seen_.erase({change.world, std::string(change.key)});
    }
  });
  watch.on_reachability([this](bool) { wake_.notify(); });
}

void ImageKeeper::start() {
  active_ = true;
  for (const World& world : store_.worlds()) {
    for (const auto& [key, image] : store_.table<ecr::Image>(world).rows()) take_up(world, image);
  }
  group_.spawn("keeping images", keep_running("keeping images", clock_, [this] { return run(); }));
}

asio::awaitable<void> ImageKeeper::stop() {
  active_ = false;
  group_.cancel();
  co_await group_.wait();
}

void ImageKeeper::take_up(const World& world, const ecr::Image& image) {
  if (!is_container_image(image)) return;
  Name name(world, image.key());
  if (std::exchange(seen_[name], image.tags) == image.tags || image.tags.empty()) return;
  waiting_.insert(std::move(name));
  wake_.notify();
}

asio::awaitable<void> ImageKeeper::run() {
  for (;;) {
    bool lost = false;
    while (!lost && !waiting_.empty() && watch_.reachable()) {
      const Name next = *waiting_.begin();
      waiting_.erase(waiting_.begin());
      const bool brought_in = co_await try_to_bring_in(next);
      lost = !brought_in;
      if (lost) waiting_.insert(next);
    }
    const auto again = lost ? std::optional(clock_.now() + again_after) : std::nullopt;
    co_await wake_.wait_until(again);
  }
}

/// An error of drydock's own costs this image its place in the engine, and no other its own.
asio::awaitable<bool> ImageKeeper::try_to_bring_in(Name name) {
  std::string failure;
  try {
    const bool brought_in = co_await bring_in(name);
    co_return brought_in;
  } catch (const std::exception& error) {
    if (is_cancellation(error)) throw;
    failure = error.what();
  }
  log::error("{} is not in the engine, by an error of drydock's own: {}", name.second, failure);
  co_return true;
}

/// False where the engine was lost over it.
asio::awaitable<bool> ImageKeeper::bring_in(Name name) {
  const auto* image = store_.find<ecr::Image>(name.first, name.second);
  if (image == nullptr) co_return true;
  const std::string repository = registry_.text() + "/" + image->repository;
  const std::set<std::string> tags = image->tags;
  const std::string digest = image->digest;
  for (const std::string& tag : tags) {
    ecs::OwnImage own{.world = name.first,
                      .reference = repository + ":" + tag,
                      .digest_reference = repository + "@" + digest,
                      .digest = digest};
    const PullOutcome outcome =
        co_await puller_.pull_own(std::move(own), ImagePuller::Hold::by_name);
    if (std::holds_alternative<PullLost>(outcome)) co_return false;
    if (const auto* refused = std::get_if<PullRefused>(&outcome)) {
      log::warn("{}:{} is not in the engine: {}", repository, tag, refused->reason);
    }
  }
  co_return true;
}

}  // namespace drydock
