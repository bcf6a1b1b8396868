#include "runtime/storage/committer.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <utility>

#include "emulator/json/writer.h"

namespace drydock::storage {
namespace asio = boost::asio;

Committer::Committer(Store& store, Journal& journal, const Clock& clock,
                     asio::any_io_executor control,
                     std::function<void(std::exception_ptr)> on_failure)
    : store_(store),
      journal_(journal),
      clock_(clock),
      control_(std::move(control)),
      on_failure_(std::move(on_failure)),
      progress_(control_, asio::steady_timer::time_point::max()) {
  store.on_change([this](const Change& change) { note(change); });
  store.on_whole_end([this] { expect_end_of_turn(); });
}

asio::awaitable<void> Committer::settle() {
  const std::uint64_t goal = changed_;
  while (kept_ < goal) {
    co_await progress_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void Committer::when_kept(std::function<void()> act) {
  turn_acts_.push_back(std::move(act));
  expect_end_of_turn();
}

void Committer::note(const Change& change) {
  ++changed_;
  expect_end_of_turn();
  turn_.insert({change.world, std::string(change.table), std::string(change.key)});
}

/// Whoever changes the store now has not come to the end of it.
void Committer::expect_end_of_turn() {
  if (std::exchange(turn_ends_, true)) return;
  asio::post(control_, [this] { end_turn(); });
}

/// Each turn describes what it has changed, so that no turn has to describe what many have.
void Committer::end_turn() {
  turn_ends_ = false;
  for (const RecordName& name : turn_) next_.insert_or_assign(name, text_of(name));
  turn_.clear();
  described_ = changed_;
  std::ranges::move(turn_acts_, std::back_inserter(next_acts_));
  turn_acts_.clear();
  if (!committing_) go_on();
}

void Committer::go_on() {
  if (store_.is_amid_whole()) return;
  acts_ = std::exchange(next_acts_, {});
  if (!next_.empty()) return begin_commit();
  for (const auto& act : std::exchange(acts_, {})) act();
}

void Committer::begin_commit() {
  committing_ = true;
  const auto done = [this, of = described_](const std::exception_ptr& failure) {
    asio::post(control_, [this, of, failure] { end_commit(of, failure); });
  };
  journal_.commit(std::exchange(next_, {}), clock_.now(), done);
}

void Committer::end_commit(std::uint64_t changes, const std::exception_ptr& failure) {
  if (failure) return on_failure_(failure);
  committing_ = false;
  kept_ = changes;
  progress_.cancel();
  for (const auto& act : std::exchange(acts_, {})) act();
  go_on();
}

std::optional<std::string> Committer::text_of(const RecordName& name) const {
  const auto kind = std::ranges::find(store_.kinds(), name.table, &RecordKind::table);
  const AnyTable* table = store_.find_table(name.world, kind->slot);
  if (table == nullptr || !table->contains(name.key)) return std::nullopt;
  json::Writer writer;
  kind->write(writer, *table, name.key);
  return std::string(writer.text());
}

}  // namespace drydock::storage
