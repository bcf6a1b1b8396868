#include "emulator/ecr/tag_mutability.h"

#include <gtest/gtest.h>

#include "emulator/ecr/repository.h"
#include "model/ecr/repository.h"

namespace drydock::ecr::tag_mutability_test {
namespace {

using Mutability = model::ecr::ImageTagMutability;

TEST(Wildcard, StandsForAnyCharactersOrNone) {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  for (const Row& row :
       {Row{"latest", "latest", true}, Row{"latest", "latest2", false}, Row{"*", "", true},
        Row{"*", "anything", true}, Row{"dev-*", "dev-", true}, Row{"dev-*", "dev-12", true},
        Row{"dev-*", "prod-12", false}, Row{"*-rc*", "v1-rc2", true}, Row{"*-rc*", "v1", false},
        Row{"a*b*c", "axxbyyc", true}, Row{"a*b*c", "axxbyy", false}, Row{"*.*", "1.2", true},
        Row{"", "", true}, Row{"", "a", false}}) {
    EXPECT_EQ(matches_wildcard(row.pattern, row.text), row.matches)
        << row.pattern << " " << row.text;
  }
}

TEST(TagMutability, IsTurnedRoundByAnExclusion) {
  struct Row {
    Mutability mutability;
    bool excluded_is_immutable;
    bool other_is_immutable;
  };
  for (const Row& row :
       {Row{Mutability::mutable_, false, false}, Row{Mutability::immutable, true, true},
        Row{Mutability::immutable_with_exclusion, false, true},
        Row{Mutability::mutable_with_exclusion, true, false}}) {
    Repository repository;
    repository.image_tag_mutability = row.mutability;
    repository.exclusion_filters = {{{}, "dev-*"}, {{}, "latest"}};
    EXPECT_EQ(is_immutable(repository, "latest"), row.excluded_is_immutable);
    EXPECT_EQ(is_immutable(repository, "dev-7"), row.excluded_is_immutable);
    EXPECT_EQ(is_immutable(repository, "v1"), row.other_is_immutable);
  }
}

}  // namespace
}  // namespace drydock::ecr::tag_mutability_test
