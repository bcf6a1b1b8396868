#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "async/task_group.h"
#include "async/wake.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/image_puller.h"

namespace drydock {

namespace ecr {
struct Image;
}

/// Keeps the engine's images like the registry's: what has been pushed is soon in the engine under
/// its ECR name, so that `docker images` shows what ECR holds and a task starts without a wait.
/// What is deleted from ECR stays in the engine, which may need it. Only for an engine that holds
/// images of its own; the simulated one has none.
class ImageKeeper {
 public:
  /// Lives as long as the store, since it listens to it.
  ImageKeeper(Store& store, Clock& clock, Engine& engine, EngineWatch& watch,
              boost::asio::any_io_executor executor, ecs::RegistryAddress registry,
              RegistryPassword password);
  ImageKeeper(const ImageKeeper&) = delete;
  ImageKeeper& operator=(const ImageKeeper&) = delete;

  /// Takes up the images that are in the store already, and from now on each that comes.
  void start();
  boost::asio::awaitable<void> stop();

 private:
  using Name = std::pair<World, std::string>;  ///< A world and an image's key.

  void take_up(const World& world, const ecr::Image& image);
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<bool> try_to_bring_in(Name name);
  boost::asio::awaitable<bool> bring_in(Name name);

  Store& store_;
  Clock& clock_;
  EngineWatch& watch_;
  ecs::RegistryAddress registry_;
  ImagePuller puller_;
  TaskGroup group_;
  Wake wake_;
  bool active_ = false;
  std::set<Name> waiting_;
  /// The tags under which each image was taken up: another change of it is no reason to look again.
  std::map<Name, std::set<std::string>> seen_;
};

}  // namespace drydock
