#include "async/send_promptly.h"

#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace drydock::send_promptly_test {
namespace {

namespace asio = boost::asio;

std::string congestion_control(int socket) {
  std::array<char, 16> name{};
  socklen_t size = name.size();
  EXPECT_EQ(::getsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, name.data(), &size), 0);
  return name.data();
}

TEST(SendPromptly, NeitherGathersNorPacesWhatGoesToThisMachine) {
  for (const char* address : {"127.0.0.1", "::1"}) {
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::make_address(address), 0});
    asio::ip::tcp::socket socket(context);
    socket.connect(acceptor.local_endpoint());
    send_promptly(socket.native_handle());
    asio::ip::tcp::no_delay no_delay;
    socket.get_option(no_delay);
    EXPECT_TRUE(no_delay.value()) << address;
    EXPECT_EQ(congestion_control(socket.native_handle()), "reno") << address;
  }
}

TEST(SendPromptly, LeavesTheCongestionControlOfASocketThatHasNoPeer) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context, asio::ip::tcp::v4());
  const std::string before = congestion_control(socket.native_handle());
  send_promptly(socket.native_handle());
  EXPECT_EQ(congestion_control(socket.native_handle()), before);
}

}  // namespace
}  // namespace drydock::send_promptly_test
