#include "emulator/events/event_pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drydock::events::event_pattern_test {
namespace {

bool takes(const std::string& pattern, const std::string& event) {
  const auto parsed = EventPattern::parse(pattern);
  EXPECT_TRUE(parsed) << pattern << ": " << (parsed ? "" : parsed.error().message());
  const auto document = json::parse(event);
  EXPECT_TRUE(document) << event;
  return parsed && document && parsed->matches(document->root());
}

struct Row {
  std::string pattern;
  std::vector<std::string> taken;
  std::vector<std::string> left;
};

void expect(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    for (const std::string& event : row.taken) {
      EXPECT_TRUE(takes(row.pattern, event)) << row.pattern << " takes " << event;
    }
    for (const std::string& event : row.left) {
      EXPECT_FALSE(takes(row.pattern, event)) << row.pattern << " leaves " << event;
    }
  }
}

TEST(EventPattern, TakesExactValues) {
  expect({
      {R"({"source":["aws.ecs","aws.ecr"]})",
       {R"({"source":"aws.ecr"})", R"({"source":["x","aws.ecs"]})"},
       {R"({"source":"aws.ec2"})", R"({})", R"({"source":{"aws.ecs":1}})", R"({"source":[]})"}},
      {R"({"a":[1,true,null,""]})",
       {R"({"a":1})", R"({"a":1.0})", R"({"a":true})", R"({"a":null})", R"({"a":""})"},
       {R"({"a":"1"})", R"({"a":false})", R"({})", R"({"a":2})"}},
      {R"({"a":["x"],"b":["y"]})", {R"({"a":"x","b":"y"})"}, {R"({"a":"x","b":"z"})"}},
  });
}

TEST(EventPattern, LooksIntoObjectsAndLists) {
  expect({
      {R"({"detail":{"lastStatus":["STOPPED"]}})",
       {R"({"detail":{"lastStatus":"STOPPED","x":1}})",
        R"({"detail":[{"lastStatus":"RUNNING"},{"lastStatus":"STOPPED"}]})"},
       {R"({"detail":{"lastStatus":"RUNNING"}})", R"({"detail":"STOPPED"})", R"({})"}},
      {R"({"detail":{"containers":{"exitCode":[{"anything-but":0}]}}})",
       {R"({"detail":{"containers":[{"exitCode":0},{"exitCode":1}]}})"},
       {R"({"detail":{"containers":[{"exitCode":0}]}})", R"({"detail":{"containers":[{}]}})"}},
  });
}

TEST(EventPattern, TakesPartsOfTexts) {
  expect({
      {R"({"a":[{"prefix":"ab"}]})",
       {R"({"a":"abc"})", R"({"a":"ab"})"},
       {R"({"a":"a"})", R"({"a":"Abc"})", R"({"a":1})"}},
      {R"({"a":[{"prefix":{"equals-ignore-case":"ab"}}]})", {R"({"a":"ABc"})"}, {R"({"a":"b"})"}},
      {R"({"a":[{"suffix":".png"}]})",
       {R"({"a":"x.png"})", R"({"a":".png"})"},
       {R"({"a":"png"})", R"({"a":"x.PNG"})"}},
      {R"({"a":[{"suffix":{"equals-ignore-case":".png"}}]})",
       {R"({"a":"x.PNG"})"},
       {R"({"a":"x.jpg"})"}},
      {R"({"a":[{"equals-ignore-case":"alice"}]})", {R"({"a":"ALICE"})"}, {R"({"a":"alicea"})"}},
      {R"({"a":[{"wildcard":"dir/*.png"}]})",
       {R"({"a":"dir/.png"})", R"({"a":"dir/a/b.png"})"},
       {R"({"a":"dir/a.pn"})", R"({"a":"adir/.png"})"}},
      {R"({"a":[{"wildcard":"a\\*b"}]})", {R"({"a":"a*b"})"}, {R"({"a":"axb"})"}},
  });
}

TEST(EventPattern, TakesAnythingBut) {
  expect({
      {R"({"a":[{"anything-but":"x"}]})",
       {R"({"a":"y"})", R"({"a":1})"},
       {R"({"a":"x"})", R"({})"}},
      {R"({"a":[{"anything-but":["x",1]}]})", {R"({"a":"y"})"}, {R"({"a":"x"})", R"({"a":1})"}},
      {R"({"a":[{"anything-but":{"prefix":"x"}}]})", {R"({"a":"yx"})"}, {R"({"a":"xy"})"}},
      {R"({"a":[{"anything-but":{"suffix":["x","y"]}}]})", {R"({"a":"xz"})"}, {R"({"a":"zy"})"}},
      {R"({"a":[{"anything-but":{"equals-ignore-case":["X"]}}]})",
       {R"({"a":"y"})"},
       {R"({"a":"x"})"}},
      {R"({"a":[{"anything-but":{"wildcard":"*/lib/*"}}]})",
       {R"({"a":"/bin/x"})"},
       {R"({"a":"/lib/x"})"}},
  });
}

TEST(EventPattern, ComparesNumbers) {
  expect({
      {R"({"a":[{"numeric":[">",0,"<=",5]}]})",
       {R"({"a":5})", R"({"a":0.1})"},
       {R"({"a":0})", R"({"a":5.1})", R"({"a":"3"})"}},
      {R"({"a":[{"numeric":["=",3.018e2]}]})", {R"({"a":301.8})"}, {R"({"a":301})"}},
      {R"({"a":[{"numeric":["<",10]}]})", {R"({"a":-5})"}, {R"({"a":10})"}},
      {R"({"a":[{"numeric":[">=",10]}]})", {R"({"a":10})"}, {R"({"a":9})"}},
  });
}

TEST(EventPattern, AsksWhatIsThere) {
  expect({
      {R"({"a":[{"exists":true}]})",
       {R"({"a":null})", R"({"a":[1]})"},
       {R"({})", R"({"a":{"b":1}})", R"({"a":[]})"}},
      {R"({"a":{"b":[{"exists":false}]}})", {R"({"a":{"c":1}})", R"({})"}, {R"({"a":{"b":1}})"}},
  });
}

TEST(EventPattern, TakesAddressesOfABlock) {
  expect({
      {R"({"a":[{"cidr":"10.0.0.0/24"}]})",
       {R"({"a":"10.0.0.255"})"},
       {R"({"a":"10.0.1.0"})", R"({"a":"x"})", R"({"a":"::10.0.0.1"})"}},
      {R"({"a":[{"cidr":"0.0.0.0/0"}]})", {R"({"a":"9.9.9.9"})"}, {R"({"a":"::1"})"}},
      {R"({"a":[{"cidr":"10.1.0.0/12"}]})", {R"({"a":"10.15.0.1"})"}, {R"({"a":"10.16.0.1"})"}},
      {R"({"a":[{"cidr":"2001:db8::/32"}]})",
       {R"({"a":"2001:db8:1::1"})"},
       {R"({"a":"2001:db9::1"})"}},
  });
}

TEST(EventPattern, TakesAlternatives) {
  expect({
      {R"({"source":["s"],"$or":[{"a":["x"]},{"b":[{"numeric":["<",3]}]}]})",
       {R"({"source":"s","a":"x"})", R"({"source":"s","b":1})"},
       {R"({"source":"s","a":"y"})", R"({"a":"x"})"}},
  });
}

TEST(EventPattern, RefusesWhatIsNone) {
  for (const std::string pattern : {"",
                                    "[]",
                                    "{}",
                                    "x",
                                    R"({"a":"x"})",
                                    R"({"a":[]})",
                                    R"({"a":{}})",
                                    R"({"a":[[1]]})",
                                    R"({"a":[{"prefix":1}]})",
                                    R"({"a":[{"prefix":"a","suffix":"b"}]})",
                                    R"({"a":[{}]})",
                                    R"({"a":[{"numeric":[]}]})",
                                    R"({"a":[{"numeric":["<"]}]})",
                                    R"({"a":[{"numeric":["<",1,"<",2]}]})",
                                    R"({"a":[{"numeric":["=",1,"<",2]}]})",
                                    R"({"a":[{"numeric":["~",1]}]})",
                                    R"({"a":[{"exists":1}]})",
                                    R"({"a":[{"cidr":"10.0.0.0"}]})",
                                    R"({"a":[{"cidr":"10.0.0.0/33"}]})",
                                    R"({"a":[{"cidr":"x/1"}]})",
                                    R"({"a":[{"wildcard":"**"}]})",
                                    R"({"a":[{"wildcard":"\\a"}]})",
                                    R"({"a":[{"anything-but":[]}]})",
                                    R"({"a":[{"anything-but":{"numeric":["<",1]}}]})",
                                    R"({"a":[{"anything-but":[true]}]})",
                                    R"({"a":[{"regex":"x"}]})",
                                    R"({"$or":[{"a":[1]}]})",
                                    R"({"$or":[1,2]})"}) {
    const auto parsed = EventPattern::parse(pattern);
    ASSERT_FALSE(parsed) << pattern;
    EXPECT_EQ(parsed.error().code(), "InvalidEventPatternException");
    EXPECT_TRUE(parsed.error().message().starts_with("Event pattern is not valid. Reason: "));
  }
}

TEST(EventPattern, IsMatchedInATimeThatStarsDoNotDouble) {
  std::string stars;
  for (int i = 0; i < 500; ++i) stars += "a*";
  EXPECT_FALSE(takes(R"({"a":[{"wildcard":")" + stars + R"(b"}]})",
                     R"({"a":")" + std::string(20'000, 'a') + "\"}"));
}

}  // namespace
}  // namespace drydock::events::event_pattern_test
