#include "api/registry/byte_range.h"

#include <gtest/gtest.h>

namespace drydock::registry::byte_range_test {
namespace {

using Range = std::variant<WholeContent, ByteRange, NotSatisfiable>;

TEST(ByteRange, IsReadAsRfc9110HasIt) {
  struct Row {
    const char* header;
    Range range;
  };
  for (const Row& row :
       {Row{"bytes=0-9", ByteRange{0, 10}}, Row{"bytes=90-99", ByteRange{90, 10}},
        Row{"bytes=90-", ByteRange{90, 10}}, Row{"bytes=-10", ByteRange{90, 10}},
        Row{"bytes=-1000", ByteRange{0, 100}}, Row{"bytes=90-1000", ByteRange{90, 10}},
        Row{"bytes=5-5", ByteRange{5, 1}}, Row{"bytes=100-", NotSatisfiable{}},
        Row{"bytes=100-200", NotSatisfiable{}}, Row{"bytes=500-0", NotSatisfiable{}},
        Row{"bytes=50-0", NotSatisfiable{}}, Row{"bytes=-0", NotSatisfiable{}},
        Row{"", WholeContent{}}, Row{"bytes=", WholeContent{}}, Row{"bytes=-", WholeContent{}},
        Row{"bytes=0-1,5-6", WholeContent{}}, Row{"lines=0-9", WholeContent{}},
        Row{"bytes=a-b", WholeContent{}}}) {
    EXPECT_EQ(read_range(row.header, 100), row.range) << row.header;
  }
  EXPECT_EQ(read_range("bytes=0-", 0), Range(NotSatisfiable{}));
}

TEST(ChunkRange, IsFirstAndLastByte) {
  EXPECT_EQ(read_chunk_range("0-9"), (ByteRange{0, 10}));
  EXPECT_EQ(read_chunk_range("10-10"), (ByteRange{10, 1}));
  for (const char* odd : {"", "-", "0-", "-9", "9-0", "bytes=0-9", "0-9/10", "a-b",
                          "0-18446744073709551615", "0-99999999999999999999"}) {
    EXPECT_EQ(read_chunk_range(odd), std::nullopt) << odd;
  }
}

}  // namespace
}  // namespace drydock::registry::byte_range_test
