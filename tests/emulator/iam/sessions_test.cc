#include "emulator/iam/sessions.h"

#include <gtest/gtest.h>

#include "emulator/iam/records.h"
#include "emulator/iam/session.h"

namespace drydock::iam::sessions_test {
namespace {

constexpr TimePoint now{std::chrono::hours(500'000)};

class SessionsTest : public ::testing::Test {
 protected:
  void put(int number, TimePoint expires_at) {
    Session session;
    session.access_key_id = "ASIA" + std::to_string(number);
    session.expires_at = expires_at;
    store_.put(session_world, session);
  }
  void put_many(int count, TimePoint expires_at) {
    for (int number = 0; number < count; ++number) put(number, expires_at);
  }
  [[nodiscard]] std::size_t kept() const { return store_.table<Session>(session_world).size(); }

  Store store_{record_kinds()};
};

TEST_F(SessionsTest, AreOrderedByTheirExpiry) {
  const auto key = [](TimePoint expires_at) {
    Session session;
    session.expires_at = expires_at;
    return session.index_key();
  };
  EXPECT_LT(key(TimePoint()), key(TimePoint(std::chrono::milliseconds(9))));
  EXPECT_LT(key(TimePoint(std::chrono::milliseconds(9))),
            key(TimePoint(std::chrono::milliseconds(10))));
  EXPECT_LT(key(now), key(now + std::chrono::hours(1)));
  EXPECT_EQ(key(TimePoint(-std::chrono::hours(1))), key(TimePoint()));
  EXPECT_LT(key(now), key(TimePoint::max()));
}

TEST_F(SessionsTest, AreForgottenAnHourAfterTheyExpired) {
  put(1, now - expired_session_kept_for);
  put(2, now - expired_session_kept_for + std::chrono::milliseconds(1));
  put(3, now + std::chrono::hours(1));
  EXPECT_TRUE(make_room_for_session(store_, now));
  EXPECT_EQ(store_.find<Session>(session_world, "ASIA1"), nullptr);
  EXPECT_EQ(kept(), 2U);
}

TEST_F(SessionsTest, AreForgottenAFewAtATime) {
  put_many(250, now - std::chrono::hours(2));
  EXPECT_TRUE(make_room_for_session(store_, now));
  EXPECT_EQ(kept(), 150U);
  EXPECT_TRUE(make_room_for_session(store_, now));
  EXPECT_TRUE(make_room_for_session(store_, now));
  EXPECT_EQ(kept(), 0U);
}

TEST_F(SessionsTest, MakeRoomOnceTheyHaveExpired) {
  put_many(static_cast<int>(sessions_max), now);
  EXPECT_FALSE(make_room_for_session(store_, now - std::chrono::milliseconds(1)));
  EXPECT_EQ(kept(), sessions_max);
  EXPECT_TRUE(make_room_for_session(store_, now));
  EXPECT_EQ(kept(), sessions_max - 100);
}

}  // namespace
}  // namespace drydock::iam::sessions_test
