#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "api/archive/tar_stream.h"
#include "emulator/base/tar.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"
#include "tests/support/await.h"
#include "tests/support/fake_exchange.h"

namespace drydock::fuzz {
namespace {

namespace asio = boost::asio;

/// A request whose body comes in pieces of so many bytes at most.
class Trickle : public testing::FakeExchange {
 public:
  Trickle(std::string_view bytes, std::size_t piece)
      : FakeExchange("POST", "/_drydock/state.tar"), piece_(piece) {
    chunked_body(std::string(bytes));
  }

  asio::awaitable<std::size_t> read_some(std::span<char> buffer) override {
    return FakeExchange::read_some(buffer.first(std::min(buffer.size(), piece_)));
  }

 private:
  const std::size_t piece_;
};

struct File {
  std::string name;
  std::string bytes;
  bool special = false;
};

/// What an archive was found to hold, up to what is wrong with it.
struct Told {
  std::vector<File> files;
  std::string error;
};

asio::awaitable<Result<Done>> read_file(archive::TarStream& stream, File& file) {
  while (true) {
    const auto piece = co_await stream.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return Done{};
    file.bytes.append(piece->data(), piece->size());
  }
}

asio::awaitable<Result<Done>> read_files(archive::TarStream& stream, Told& told) {
  while (true) {
    Result<tar::Entry> entry = co_await stream.next();
    if (!entry) co_return entry.error();
    if (entry->kind == tar::Entry::Kind::end) co_return Done{};
    File& file = told.files.emplace_back();
    file.name = std::move(entry->name);
    file.special = entry->kind == tar::Entry::Kind::special;
    const Result<Done> read = co_await read_file(stream, file);
    if (!read) co_return read.error();
  }
}

Told read(std::string_view bytes, std::size_t piece) {
  asio::io_context context;
  Trickle exchange(bytes, piece);
  archive::TarStream stream(exchange);
  Told told;
  const Result<Done> read = testing::await(context, read_files(stream, told));
  if (!read) told.error = read.error().message();
  return told;
}

std::string text_of(const Told& told) {
  std::string text;
  for (const File& file : told.files) {
    text += file.name + (file.special ? " special " : " ") + std::to_string(file.bytes.size());
    text += '\n' + file.bytes + '\n';
  }
  return text + told.error;
}

std::string packed(const std::vector<File>& files) {
  std::string bytes;
  for (const File& file : files) {
    bytes += tar::header(file.name, file.bytes.size()) + file.bytes;
    bytes.append(tar::padding(file.bytes.size()), '\0');
  }
  bytes.append(tar::emptiness.data(), tar::emptiness.size());
  return bytes;
}

/// Whether a header has room for all there is to say of the files.
bool can_be_packed(const Told& told) {
  return told.error.empty() && std::ranges::all_of(told.files, [](const File& file) {
           return !file.special && file.name.size() <= 100 && !file.name.starts_with("./");
         });
}

/// With the first header's checksum made right, so that what a fuzzer does to it counts.
std::string repaired(std::string bytes) {
  if (bytes.size() < tar::block_size) return bytes;
  unsigned sum = 8 * ' ';
  for (std::size_t i = 0; i < tar::block_size; ++i) {
    if (i < 148 || i >= 156) sum += static_cast<unsigned char>(bytes[i]);
  }
  for (std::size_t digit = 156; digit-- > 148; sum /= 8) {
    bytes[digit] = static_cast<char>('0' + sum % 8);
  }
  return bytes;
}

void check(std::string_view bytes, std::size_t piece) {
  const Told whole = read(bytes, std::numeric_limits<std::size_t>::max());
  std::size_t size = 0;
  for (const File& file : whole.files) size += file.bytes.size();
  require(size <= bytes.size(), "an archive has no more files than bytes");
  require_equal(text_of(read(bytes, piece)), text_of(whole),
                "an archive is the same wherever the network cuts it");
  if (!can_be_packed(whole)) return;
  require_equal(text_of(read(packed(whole.files), piece)), text_of(whole),
                "files that are packed anew read the same");
}

}  // namespace

void run_state_archive(std::string_view input) {
  const std::size_t piece = input.empty() ? 1 : 1 + static_cast<unsigned char>(input.back());
  check(input, piece);
  check(repaired(std::string(input)), piece);
}

}  // namespace drydock::fuzz
