#include "emulator/records.h"

#include <gtest/gtest.h>

#include <set>

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecr/upload.h"
#include "emulator/ecs/client_token.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/iam/session.h"
#include "emulator/json/described_json.h"
#include "emulator/store/store.h"

namespace drydock {
namespace {

const World world{"111122223333", "eu-west-1"};

template <class... Record>
struct RecordList {};

using Records = RecordList<ecs::Cluster, ecs::TaskDefinitionFamily, ecs::TaskDefinition,
                           ecs::Service, ecs::Task, ecs::ClientTokenUse, ecr::Repository,
                           ecr::Image, ecr::Layer, ecr::Upload, elb::LoadBalancer, elb::Listener,
                           elb::Rule, elb::TargetGroup, elb::Target, iam::Session>;

/// Calls `visit.template operator()<Record>()` for every kind of record.
template <class... Record, class Visit>
void for_each(RecordList<Record...> /*records*/, Visit&& visit) {
  (visit.template operator()<Record>(), ...);
}

TEST(Records, AreReadAsTheyWereWritten) {
  Store store{all_record_kinds()};
  for_each(Records{}, [&]<class Record>() { store.put(world, Record{}); });
  Store copy{all_record_kinds()};
  ASSERT_TRUE(copy.load_json(store.to_json()));
  for_each(Records{}, [&]<class Record>() {
    const Record* read = copy.find<Record>(world, Record{}.key());
    ASSERT_NE(read, nullptr) << Record::table;
    EXPECT_EQ(*read, Record{}) << Record::table;
  });
}

TEST(Records, AreAllListedOnce) {
  std::set<std::string_view> tables;
  std::set<std::size_t> slots;
  for (const RecordKind& kind : all_record_kinds()) {
    EXPECT_TRUE(tables.insert(kind.table).second) << kind.table;
    EXPECT_TRUE(slots.insert(kind.slot).second) << kind.table;
  }
  for_each(Records{}, [&]<class Record>() { EXPECT_EQ(slots.erase(slot_of<Record>()), 1U); });
  EXPECT_TRUE(slots.empty()) << "a kind of record is missing in this test";
}

// State that an earlier drydock wrote has these very texts.
TEST(Records, KeepAwsWordsOfAttachments) {
  ecs::NetworkInterface interface;
  for (const auto& [status, text] : {std::pair(ecs::AttachmentStatus::precreated, "PRECREATED"),
                                     {ecs::AttachmentStatus::attaching, "ATTACHING"},
                                     {ecs::AttachmentStatus::attached, "ATTACHED"},
                                     {ecs::AttachmentStatus::failed, "FAILED"},
                                     {ecs::AttachmentStatus::deleted, "DELETED"}}) {
    interface.status = status;
    EXPECT_EQ(json::to_json(status), "\"" + std::string(text) + "\"");
    const auto read = json::from_json<ecs::NetworkInterface>(json::to_json(interface));
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(read->status, status);
  }
}

TEST(RecordsDeathTest, ThatNobodyListsAreNotKept) {
  Store store{{}};
  EXPECT_DEATH(store.put(world, ecs::Cluster{.name = "harbour"}), "");
}

}  // namespace
}  // namespace drydock
