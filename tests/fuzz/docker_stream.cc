#include <numeric>
#include <string>

#include "emulator/base/tar.h"
#include "runtime/engine/docker/raw_stream.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

constexpr std::size_t block = 512;

/// All that the frames hold, read from the whole stream at once.
std::string frames_of(std::string_view stream) {
  std::string output;
  while (stream.size() >= 8) {
    std::size_t length = 0;
    for (const char c : stream.substr(4, 4)) length = length * 256 + static_cast<unsigned char>(c);
    stream.remove_prefix(8);
    output += stream.substr(0, length);
    stream.remove_prefix(std::min(length, stream.size()));
  }
  return output;
}

void check_stream(std::string_view input, std::uint32_t seed) {
  for (const std::size_t limit : {std::size_t{0}, std::size_t{10}, std::size_t{1} << 20}) {
    docker::RawStream stream(limit);
    for (const std::string_view piece : pieces_of(input, seed)) stream.feed(piece);
    require_equal(stream.output(), frames_of(input).substr(0, limit),
                  "output is what the frames hold, however they come");
  }
}

std::size_t octal(std::string_view digits) {
  std::size_t number = 0;
  for (const char c : digits) {
    if (c >= '0' && c <= '7') number = number * 8 + static_cast<std::size_t>(c - '0');
  }
  return number;
}

/// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html, "ustar Interchange Format"
void check_archive(std::string_view input) {
  const std::string archive = tar::archive_of("pause", input, tar::Mode::executable);
  require(archive.size() % block == 0, "an archive is whole blocks");
  require(archive.size() >= input.size() + 3 * block, "an archive has a header and an end");
  std::string header = archive.substr(0, block);
  require(octal(std::string_view(header).substr(124, 12)) == input.size(), "a file has its size");
  require_equal(archive.substr(block, input.size()), input, "a file has its bytes");
  const std::size_t told = octal(std::string_view(header).substr(148, 8));
  header.replace(148, 8, 8, ' ');
  const auto sum = std::accumulate(
      header.begin(), header.end(), std::size_t{0},
      [](std::size_t total, char c) { return total + static_cast<unsigned char>(c); });
  require(told == sum, "a header has its checksum");
}

}  // namespace

void run_docker_stream(std::string_view input) {
  const std::uint32_t seed = input.empty() ? 0 : static_cast<unsigned char>(input.back());
  check_stream(input, seed);
  check_archive(input);
}

}  // namespace drydock::fuzz
