#include "drydock/keeping.h"

#include <cstdlib>
#include <utility>

#include "async/log.h"
#include "runtime/storage/record_loader.h"

namespace drydock {
namespace asio = boost::asio;

Keeping::Keeping(const DataFolder& folder, Store& store, const Clock& clock,
                 asio::any_io_executor control)
    : folder_(folder),
      store_(store),
      clock_(clock),
      control_(std::move(control)),
      blobs_(folder.path(),
             folder.is_temporary() ? storage::Durability::ephemeral : storage::Durability::kept) {
  if (!folder.is_temporary()) journal_.emplace(folder.path());
}

std::optional<TimePoint> Keeping::last_commit() {
  return journal_ ? journal_->last_commit() : std::nullopt;
}

std::string Keeping::secret(std::string_view name, const std::function<std::string()>& make) {
  return journal_ ? journal_->secret(name, make) : make();
}

void Keeping::load() {
  if (!journal_) return;
  storage::load_records(*journal_, store_);
  blobs_.sweep([this](const std::string& digest) { return blob_collector_.is_held(digest); });
  committer_.emplace(store_, *journal_, clock_, control_,
                     [this](const std::exception_ptr& failure) { end_at_once(failure); });
  blobs_.erase_when([this](std::function<void()> act) { committer_->when_kept(std::move(act)); });
  snapshots_.emplace(folder_.path(), store_, *journal_, *committer_, blobs_);
}

asio::awaitable<void> Keeping::settle() {
  if (committer_) co_await committer_->settle();
}

void Keeping::offer_snapshots(control::Hooks& hooks) {
  if (!journal_) return;
  hooks.save_snapshot = [this](std::string name) { return snapshots_->save(std::move(name)); };
  hooks.load_snapshot = [this](std::string name) { return snapshots_->load(std::move(name)); };
  hooks.snapshots = [this] { return snapshots_->names(); };
}

/// Memory is ahead of what is kept, and must not get further: what the next start finds is what
/// clients have been told.
void Keeping::end_at_once(const std::exception_ptr& failure) const {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    log::critical("drydock ends, since {} does not take its changes any more: {}",
                  folder_.path().string(), error.what());
  }
  std::_Exit(EXIT_FAILURE);
}

}  // namespace drydock
