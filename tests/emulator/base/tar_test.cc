#include "emulator/base/tar.h"

#include <gtest/gtest.h>

namespace drydock::tar::tar_test {
namespace {

using namespace std::string_literals;

Block block_of(const std::string& text) { return std::span(text).first<block_size>(); }

Entry read(const std::string& text) { return read_header(block_of(text)).value(); }

TEST(Tar, ReadsTheHeadersThatItWrites) {
  constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
  for (const std::uint64_t size :
       {std::uint64_t{0}, std::uint64_t{1}, 8 * gibibyte - 1, 8 * gibibyte, 5000 * gibibyte}) {
    const std::string text = header("blobs/sha256/0123", size);
    ASSERT_EQ(text.size(), block_size);
    const Entry entry = read(text);
    EXPECT_EQ(entry.kind, Entry::Kind::file);
    EXPECT_EQ(entry.name, "blobs/sha256/0123");
    EXPECT_EQ(entry.size, size);
  }
}

TEST(Tar, FillsUpToWholeBlocks) {
  EXPECT_EQ(stored_size(0), 512U);
  EXPECT_EQ(stored_size(1), 1024U);
  EXPECT_EQ(stored_size(512), 1024U);
  EXPECT_EQ(stored_size(513), 1536U);
}

/// Puts text into a header and makes its checksum right again.
std::string changed(std::string text, std::size_t at, std::string_view put) {
  text.replace(at, put.size(), put);
  text.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char byte : text) sum += static_cast<unsigned char>(byte);
  for (std::size_t digit = 6; digit-- > 0; sum /= 8) {
    text[148 + digit] = static_cast<char>('0' + sum % 8);
  }
  return text;
}

TEST(Tar, TellsWhatIsNoFile) {
  const std::string file = header("x", 3);
  EXPECT_EQ(read(std::string(block_size, '\0')).kind, Entry::Kind::end);
  EXPECT_EQ(read(changed(file, 156, "5")).kind, Entry::Kind::folder);
  EXPECT_EQ(read(changed(file, 156, "x")).kind, Entry::Kind::remark);
  EXPECT_EQ(read(changed(file, 156, "2")).kind, Entry::Kind::special);
}

TEST(Tar, ReadsNamesAsOthersWriteThem) {
  const std::string file = header("state.json", 3);
  EXPECT_EQ(read(header("./state.json", 3)).name, "state.json");
  EXPECT_EQ(read(changed(file, 345, "folder")).name, "folder/state.json");
  // GNU's own form has times there.
  const std::string gnu = changed(changed(file, 257, std::string_view("ustar  \0", 8)), 345, "1");
  EXPECT_EQ(read(gnu).name, "state.json");
}

TEST(Tar, RefusesWhatIsNoHeader) {
  const std::string file = header("x", 3);
  std::string flipped = file;
  flipped[0] = 'y';
  EXPECT_FALSE(read_header(block_of(flipped)));
  EXPECT_FALSE(read_header(block_of(changed(file, 124, "00000000009"))));
  EXPECT_FALSE(read_header(block_of(changed(file, 124, std::string(12, '\xff')))));
  EXPECT_FALSE(read_header(block_of(changed(file, 124, "\x80\xff\xff\xff\xff\xff\xff\xff"))));
  EXPECT_FALSE(read_header(block_of(std::string(block_size, '{'))));
}

TEST(Tar, HoldsOneFile) {
  const std::string archive = archive_of("program", "bytes", Mode::executable);
  ASSERT_EQ(archive.size(), 4 * 512U);
  EXPECT_EQ(archive.substr(0, 8), "program\0"s);
  EXPECT_EQ(archive.substr(100, 8), "0000755\0"s);
  EXPECT_EQ(archive.substr(124, 12), "00000000005\0"s);
  EXPECT_EQ(archive.substr(257, 8), "ustar\00000"s);
  EXPECT_EQ(archive.substr(512, 6), "bytes\0"s);
  unsigned sum = 8 * ' ';
  for (std::size_t i = 0; i < 512; ++i) {
    if (i < 148 || i >= 156) sum += static_cast<unsigned char>(archive[i]);
  }
  EXPECT_EQ(std::stoul(archive.substr(148, 7), nullptr, 8), sum);
}

}  // namespace
}  // namespace drydock::tar::tar_test
