#include "api/registry/route.h"

#include <gtest/gtest.h>

namespace drydock::registry::route_test {
namespace {

using Kind = Route::Kind;

TEST(Route, IsReadFromTheTarget) {
  struct Row {
    const char* target;
    Kind kind;
    const char* name;
    const char* reference;
  };
  for (const Row& row :
       {Row{"/v2/", Kind::base, "", ""}, Row{"/v2", Kind::base, "", ""},
        Row{"/v2/_catalog", Kind::catalog, "", ""},
        Row{"/v2/shop/tags/list", Kind::tags, "shop", ""},
        Row{"/v2/team/shop/tags/list", Kind::tags, "team/shop", ""},
        Row{"/v2/shop/referrers/sha256:ab", Kind::referrers, "shop", "sha256:ab"},
        Row{"/v2/shop/manifests/v1", Kind::manifest, "shop", "v1"},
        Row{"/v2/shop/manifests/sha256%3Aab", Kind::manifest, "shop", "sha256:ab"},
        Row{"/v2/a/b/c/blobs/sha256:ab", Kind::blob, "a/b/c", "sha256:ab"},
        Row{"/v2/shop/blobs/uploads/", Kind::uploads, "shop", ""},
        Row{"/v2/shop/blobs/uploads", Kind::uploads, "shop", ""},
        Row{"/v2/team/shop/blobs/uploads/5f0c", Kind::upload, "team/shop", "5f0c"},
        // Names that look like the paths of others.
        Row{"/v2/blobs/uploads/manifests/v1", Kind::manifest, "blobs/uploads", "v1"},
        Row{"/v2/tags/tags/list", Kind::tags, "tags", ""}, Row{"/v2/shop", Kind::unknown, "", ""},
        Row{"/v2/shop/else/v1", Kind::unknown, "", ""}, Row{"/v1/", Kind::unknown, "", ""},
        Row{"", Kind::unknown, "", ""}}) {
    const Route route = parse_route(row.target);
    EXPECT_EQ(route.kind, row.kind) << row.target;
    EXPECT_EQ(route.name, row.name) << row.target;
    EXPECT_EQ(route.reference, row.reference) << row.target;
  }
}

TEST(Route, HasTheQuery) {
  const Route route =
      parse_route("/v2/shop/blobs/uploads/?mount=sha256%3Aab&from=team/base&empty=&x");
  ASSERT_NE(route.parameter("mount"), nullptr);
  EXPECT_EQ(*route.parameter("mount"), "sha256:ab");
  EXPECT_EQ(*route.parameter("from"), "team/base");
  EXPECT_EQ(*route.parameter("empty"), "");
  EXPECT_EQ(*route.parameter("x"), "");
  EXPECT_EQ(route.parameter("digest"), nullptr);
}

}  // namespace
}  // namespace drydock::registry::route_test
