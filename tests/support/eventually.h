#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace drydock::testing {

/// Runs the context until the condition holds, for tests in which something real takes its time. A
/// fatal failure that says `what` has not come where it does not hold within a minute.
template <class Condition>
void eventually(boost::asio::io_context& context, const char* what, Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << what;
    context.restart();
    context.run_one_for(std::chrono::milliseconds(100));
  }
}

}  // namespace drydock::testing
