#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "emulator/base/world.h"
#include "emulator/ecs/container/image_source.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/store/store.h"

namespace drydock {

/// Gives the password of the user "AWS" for a world's registry, as GetAuthorizationToken would.
using RegistryPassword = std::function<std::string(const World&)>;

/// Why a task's pull of an image is to fail, where it is.
using PullRefusal = std::function<std::optional<std::string>(const std::string& image)>;

/// The image is in the engine.
struct PulledImage {
  std::string reference;  ///< What a container is to be created from.
  /// What tells this image from any other: the manifest's digest where drydock's own registry has
  /// it; of another registry's image, and of one that the engine alone has, the engine's id of it.
  /// Nothing where the engine has let go of it again.
  std::optional<std::string> digest;
};
/// It cannot be had.
struct PullRefused {
  std::string reason;  ///< "CannotPullContainerError: …"
};
/// The engine went away, or did not answer in time; nothing is known.
struct PullLost {
  EngineError why;
};
using PullOutcome = std::variant<PulledImage, PullRefused, PullLost>;

/// Brings images into the engine. One of drydock's own registry is what the registry has at that
/// moment, whatever the engine holds under the same name: worlds share the engine's names. Another
/// registry's image that the engine holds is taken as it is, so that all works offline.
class ImagePuller {
 public:
  /// `refusal` is asked before each task's pull, whether or not the engine holds the image.
  ImagePuller(const Store& store, Clock& clock, Engine& engine, ecs::RegistryAddress registry,
              RegistryPassword password, PullRefusal refusal = {});

  /// For a task of this world. A registry that does not answer well is asked up to five times more.
  /// With a `digest` that an earlier pull of the same name gave, it is that image or none.
  boost::asio::awaitable<PullOutcome> pull(World world, std::string image,
                                           std::optional<std::string> digest = std::nullopt);

  /// Sees to it that the engine holds one of drydock's own images, and under its name too where
  /// that is wanted.
  enum class Hold { by_digest, by_name };
  boost::asio::awaitable<PullOutcome> pull_own(ecs::OwnImage image, Hold wanted);

 private:
  boost::asio::awaitable<PullOutcome> pull_foreign(std::string image);
  boost::asio::awaitable<PullOutcome> find_foreign(std::string image, std::string digest);
  boost::asio::awaitable<EngineResult<Done>> pull_exactly(ecs::OwnImage image);
  boost::asio::awaitable<EngineResult<std::string>> name_in_engine(ecs::OwnImage image);
  boost::asio::awaitable<EngineResult<Done>> try_pull(
      std::string reference, std::optional<RegistryCredentials> credentials);

  const Store& store_;
  Clock& clock_;
  Engine& engine_;
  ecs::RegistryAddress registry_;
  RegistryPassword password_;
  PullRefusal refusal_;
};

}  // namespace drydock
