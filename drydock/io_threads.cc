#include "drydock/io_threads.h"

namespace drydock {

IoThreads::IoThreads(int count) {
  for (int i = 0; i < count; ++i) {
    auto& lane = *lanes_.emplace_back(std::make_unique<Lane>());
    lane.thread = std::thread([&lane] { lane.context.run(); });
  }
}

IoThreads::~IoThreads() {
  for (const auto& lane : lanes_) lane->work.reset();
  for (const auto& lane : lanes_) lane->thread.join();
}

std::vector<boost::asio::any_io_executor> IoThreads::executors() {
  std::vector<boost::asio::any_io_executor> executors;
  for (const auto& lane : lanes_) executors.emplace_back(lane->context.get_executor());
  return executors;
}

}  // namespace drydock
