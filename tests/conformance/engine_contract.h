#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/http_client/curl_multi.h"
#include "tests/conformance/engine_under_test.h"

namespace drydock::testing {

/// What every engine promises, on the engine that the parameter names.
class EngineContract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    under_test_ = GetParam() == "docker" ? docker_engine(context_, clock_, ids_)
                                         : simulated_engine(context_, clock_, ids_);
    if (under_test_) return;
    if (engine_is_required()) FAIL() << "no Docker engine answers, and DRYDOCK_REQUIRE_ENGINE=1";
    GTEST_SKIP() << "no Docker engine answers";
  }
  void TearDown() override {
    if (under_test_) under_test_->clean_up();
  }

  Engine& engine() { return under_test_->engine(); }
  EngineUnderTest& under_test() { return *under_test_; }

  template <class T>
  T call(boost::asio::awaitable<T> coroutine) {
    return await(context_, std::move(coroutine));
  }

  /// Lets the world go on until the condition holds; a failure when it does not within 30 s.
  template <class Condition>
  void eventually(const char* what, Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    context_.restart();
    while (!condition()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << what;
      context_.run_one_for(std::chrono::milliseconds(100));
      context_.restart();
    }
  }

  /// A container spec whose name and labels belong to this test.
  ContainerSpec named(const std::string& name, ContainerSpec spec) {
    spec.name = under_test_->prefix() + "-" + name;
    spec.labels = {{"drydock.world", under_test_->prefix()}, {"drydock.task", name}};
    return spec;
  }
  ContainerSpec shop(const std::string& name) {
    ContainerSpec spec;
    spec.image = under_test_->shop_image();
    return named(name, spec);
  }
  std::string created(const ContainerSpec& spec) { return call(engine().create(spec)).value(); }
  std::string running(const ContainerSpec& spec) {
    std::string id = created(spec);
    const auto started = call(engine().start(id));
    EXPECT_TRUE(started.has_value()) << started.error().message;
    return id;
  }
  ContainerState state(const std::string& id) { return call(engine().inspect(id)).value(); }

  NetworkSpec network() {
    NetworkSpec spec;
    spec.name = under_test_->prefix();
    spec.cidr = "10.213.77.0/24";
    spec.gateway = "10.213.77.1";
    spec.labels = {{"drydock.world", under_test_->prefix()}};
    return spec;
  }
  Mount volume(const std::string& name) {
    Mount mount;
    mount.source = under_test_->prefix() + "-" + name;
    mount.target = "/" + name;
    mount.labels = {{"drydock.world", under_test_->prefix()}, {"drydock.instance", "mine"}};
    return mount;
  }
  /// Whether anybody takes connections there.
  bool is_open(const Engine::Endpoint& endpoint) {
    boost::asio::ip::tcp::socket socket(context_);
    boost::system::error_code error;
    socket.connect(
        {boost::asio::ip::make_address(endpoint.host), static_cast<std::uint16_t>(endpoint.port)},
        error);
    return !error;
  }
  /// In the network, at an address.
  ContainerSpec at(const std::string& address, ContainerSpec spec) {
    spec.network.mode = NetworkAttachment::Mode::network;
    spec.network.network = under_test_->prefix();
    spec.network.address = address;
    return spec;
  }

  /// The status of GET /health there, asked again until someone answers.
  int health_at(const Engine::Endpoint& endpoint) {
    int status = 0;
    eventually("an answer", [&] {
      HttpCall question;
      question.url = "http://" + endpoint.host + ":" + std::to_string(endpoint.port) + "/health";
      const auto reply = call(http_.fetch(question));
      status = reply ? reply->status : 0;
      return status != 0;
    });
    return status;
  }

  boost::asio::io_context context_;
  RealClock clock_{context_.get_executor()};
  RandomIds ids_;
  CurlMulti http_{context_.get_executor()};
  std::unique_ptr<EngineUnderTest> under_test_;
};

}  // namespace drydock::testing
