#include "runtime/controllers/image_puller.h"

#include <algorithm>
#include <utility>

#include "async/sleep.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;
using std::chrono::milliseconds;

namespace {

/// How the ECS agent tries again: five times, after 1.1 s, twice as long each time, 5 s at most.
constexpr int retries = 5;
constexpr Duration first_delay = milliseconds(1'100);
constexpr Duration longest_delay = milliseconds(5'000);

PullRefused refused(const std::string& reason) {
  return {"CannotPullContainerError: Error response from daemon: " + reason};
}

PullRefused refused(const EngineError& error) { return refused(error.message); }

/// An engine that did not answer, or not in time, has not said that it lacks the image.
bool tells_nothing(const EngineError& error) {
  return error.kind == Kind::unreachable || error.kind == Kind::timeout;
}

/// What comes of it when the engine cannot say whether it holds an image; nothing where it has said
/// that it does not.
std::optional<PullOutcome> failure_to_look(const EngineError& error) {
  if (error.kind == Kind::image_missing) return std::nullopt;
  if (tells_nothing(error)) return PullLost{error};
  return refused(error);
}

/// No answer yet, or one that another try would give again.
bool is_final(const EngineResult<Done>& result) {
  if (result) return true;
  const Kind kind = result.error().kind;
  return kind == Kind::image_missing || kind == Kind::unreachable;
}

}  // namespace

ImagePuller::ImagePuller(const Store& store, Clock& clock, Engine& engine,
                         ecs::RegistryAddress registry, RegistryPassword password,
                         PullRefusal refusal)
    : store_(store),
      clock_(clock),
      engine_(engine),
      registry_(std::move(registry)),
      password_(std::move(password)),
      refusal_(std::move(refusal)) {}

asio::awaitable<PullOutcome> ImagePuller::pull(World world, std::string image,
                                               std::optional<std::string> digest) {
  if (refusal_) {
    if (const auto reason = refusal_(image)) co_return refused(*reason);
  }
  ecs::ImageSource source = ecs::find_image(store_, world, registry_, image, digest);
  if (auto* own = std::get_if<ecs::OwnImage>(&source)) {
    PullOutcome outcome = co_await pull_own(std::move(*own), Hold::by_digest);
    co_return outcome;
  }
  if (auto* missing = std::get_if<ecs::MissingImage>(&source)) {
    co_return PullRefused{std::move(missing->reason)};
  }
  PullOutcome outcome = co_await pull_foreign(image);
  const auto* pulled = std::get_if<PulledImage>(&outcome);
  if (digest && pulled != nullptr && pulled->digest != digest) {
    outcome = co_await find_foreign(std::move(image), *std::move(digest));
  }
  co_return outcome;
}

asio::awaitable<PullOutcome> ImagePuller::pull_foreign(std::string image) {
  auto held = co_await engine_.image_id(image);
  if (held) co_return PulledImage{std::move(image), *std::move(held)};
  if (auto failed = failure_to_look(held.error())) co_return std::move(*failed);
  const auto pulled = co_await try_pull(image, std::nullopt);
  if (!pulled && pulled.error().kind == Kind::unreachable) co_return PullLost{pulled.error()};
  if (!pulled) co_return refused(pulled.error());
  held = co_await engine_.image_id(image);
  if (!held && tells_nothing(held.error())) co_return PullLost{held.error()};
  if (!held) co_return PulledImage{std::move(image), std::nullopt};
  co_return PulledImage{std::move(image), *std::move(held)};
}

/// The engine means another image by that name now; the one that it meant may still be there.
asio::awaitable<PullOutcome> ImagePuller::find_foreign(std::string image, std::string digest) {
  const auto held = co_await engine_.image_id(digest);
  if (held) co_return PulledImage{digest, digest};
  if (auto failed = failure_to_look(held.error())) co_return std::move(*failed);
  co_return refused("image " + digest + ", which this deployment runs as " + image +
                    ", is not in the engine any more; a new deployment takes what is there now");
}

asio::awaitable<PullOutcome> ImagePuller::pull_own(ecs::OwnImage image, Hold wanted) {
  const auto held = co_await engine_.image_id(image.digest_reference);
  if (!held) {
    if (auto failed = failure_to_look(held.error())) co_return std::move(*failed);
  } else {
    const auto name = co_await name_in_engine(image);
    if (!name) co_return PullLost{name.error()};
    const bool well_held = wanted == Hold::by_digest || *name == image.reference;
    if (well_held) co_return PulledImage{*name, image.digest};
  }
  const auto pulled = co_await pull_exactly(image);
  if (!pulled && pulled.error().kind == Kind::unreachable) {
    co_return PullLost{pulled.error()};
  }
  if (!pulled) co_return refused(pulled.error());
  const auto name = co_await name_in_engine(image);
  if (!name) co_return PullLost{name.error()};
  co_return PulledImage{*name, image.digest};
}

/// By its tag, and by its digest where the tag means another image, or did so by the time it was
/// pulled. An engine whose images are names only has nothing but the tag.
asio::awaitable<EngineResult<Done>> ImagePuller::pull_exactly(ecs::OwnImage image) {
  const RegistryCredentials credentials{"AWS", password_(image.world)};
  const bool exact = engine_.has_image_bytes();
  if (!exact || !image.tag_moved) {
    const auto pulled = co_await try_pull(image.reference, credentials);
    if (!pulled || !exact) co_return pulled;
    const auto held = co_await engine_.image_id(image.digest_reference);
    if (held || held.error().kind != Kind::image_missing) co_return pulled;
  }
  const auto pulled = co_await try_pull(image.digest_reference, credentials);
  co_return pulled;
}

/// The image's name, unless the engine means another image or none by it; then its digest. An
/// engine that knows no digests goes by names alone. An error where the engine does not tell.
asio::awaitable<EngineResult<std::string>> ImagePuller::name_in_engine(ecs::OwnImage image) {
  const auto wanted = co_await engine_.image_id(image.digest_reference);
  if (!wanted && tells_nothing(wanted.error())) co_return wanted.error();
  if (!wanted) co_return image.reference;
  const auto named = co_await engine_.image_id(image.reference);
  if (!named && tells_nothing(named.error())) co_return named.error();
  const bool same = named && *named == *wanted;
  co_return same ? image.reference : image.digest_reference;
}

asio::awaitable<EngineResult<Done>> ImagePuller::try_pull(
    std::string reference, std::optional<RegistryCredentials> credentials) {
  EngineResult<Done> result = co_await engine_.pull(reference, credentials);
  Duration delay = first_delay;
  for (int retry = 0; retry < retries && !is_final(result); ++retry) {
    co_await sleep_for(clock_, delay);
    delay = std::min(delay * 2, longest_delay);
    result = co_await engine_.pull(reference, credentials);
  }
  co_return result;
}

}  // namespace drydock
