#include "runtime/engine/docker/tar.h"

#include <array>
#include <numeric>

namespace drydock::docker {
namespace {

constexpr std::size_t block = 512;

/// Fields of a ustar header: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
struct Field {
  std::size_t offset;
  std::size_t size;
};
constexpr Field name_field{0, 100}, mode_field{100, 8}, uid_field{108, 8}, gid_field{116, 8},
    size_field{124, 12}, time_field{136, 12}, checksum_field{148, 8}, type_field{156, 1},
    magic_field{257, 8};

using Header = std::array<char, block>;

void put(Header& header, Field field, std::string_view text) {
  text.copy(header.data() + field.offset, field.size);
}

/// Octal digits that fill the field, with a NUL at its end.
void put_number(Header& header, Field field, std::size_t number) {
  header[field.offset + field.size - 1] = '\0';
  for (std::size_t i = field.size - 1; i-- > 0; number /= 8) {
    header[field.offset + i] = static_cast<char>('0' + number % 8);
  }
}

Header header_of(std::string_view name, std::size_t size) {
  Header header{};
  put(header, name_field, name);
  put_number(header, mode_field, 0755);
  put_number(header, uid_field, 0);
  put_number(header, gid_field, 0);
  put_number(header, size_field, size);
  put_number(header, time_field, 0);
  put(header, type_field, "0");
  put(header, magic_field, std::string_view("ustar\00000", 8));
  // The checksum is of the header with blanks in its place.
  put(header, checksum_field, "        ");
  const auto sum = std::accumulate(
      header.begin(), header.end(), std::size_t{0},
      [](std::size_t total, char c) { return total + static_cast<unsigned char>(c); });
  put_number(header, {checksum_field.offset, checksum_field.size - 1}, sum);
  return header;
}

}  // namespace

std::string tar_of_program(std::string_view name, std::string_view program) {
  const Header header = header_of(name, program.size());
  std::string archive(header.data(), header.size());
  archive += program;
  archive.append((block - program.size() % block) % block, '\0');
  archive.append(2 * block, '\0');
  return archive;
}

}  // namespace drydock::docker
