#include "api/archive/import.h"

#include <algorithm>
#include <utility>

#include "api/archive/contents.h"
#include "api/archive/error.h"
#include "api/cancel_at_end.h"
#include "api/state_text.h"
#include "async/let_others.h"
#include "async/on_executor.h"
#include "emulator/ecr/image_layout.h"
#include "emulator/ecr/image_registry.h"
#include "emulator/ecr/integrity.h"

namespace drydock::archive {
namespace asio = boost::asio;
namespace layout = ecr::image_layout;

namespace {

/// How many files an archive may have: drydock's own bound.
constexpr std::size_t most_files = 100'000;
/// How many blobs are looked at before others have the control thread again.
constexpr std::size_t erased_at_once = 100;

aws::Error sentence_of(BlobStore::Error error, const std::string& name) {
  switch (error) {
    case BlobStore::Error::digest_mismatch:
      return refused("The archive's " + name + " has another digest than its name says.");
    case BlobStore::Error::out_of_space:
      return {no_room, "There is no room for the archive's images."};
    case BlobStore::Error::none:
    case BlobStore::Error::not_found:
    case BlobStore::Error::upload_unknown:
      return refused("The archive's " + name + " could not be stored.");
  }
  return {};
}

}  // namespace

Import::Import(const Backend& backend, http::Exchange& exchange, std::string id)
    : backend_(backend), files_(exchange), id_(std::move(id)), records_(backend.store.kinds()) {}

asio::awaitable<Result<Done>> Import::run() {
  const Result<Done> taken = co_await take_files();
  if (!taken) co_return taken.error();
  const Result<Done> read = co_await call_on(backend_.workers, [&] { return read_records(); });
  if (!read) co_return read.error();
  co_await on_executor(backend_.control, take_on_records());
  co_return Done{};
}

asio::awaitable<Result<Done>> Import::take_files() {
  for (std::size_t files = 0; files <= most_files; ++files) {
    const Result<tar::Entry> entry = co_await files_.next();
    if (!entry) co_return entry.error();
    if (entry->kind == tar::Entry::Kind::end) co_return Done{};
    const Result<Done> taken = co_await take_file(*entry);
    if (!taken) co_return taken.error();
  }
  co_return refused("The archive has more than " + std::to_string(most_files) + " files.");
}

/// What the index says is in the records too, and they alone count.
asio::awaitable<Result<Done>> Import::take_file(const tar::Entry& entry) {
  const bool is_file = entry.kind == tar::Entry::Kind::file;
  if (is_file && entry.name == state_name) co_return co_await take_state(entry);
  if (is_file && entry.name == layout::version_name) co_return Done{};
  if (is_file && entry.name == layout::index_name) co_return Done{};
  const auto digest = layout::digest_in(entry.name);
  if (is_file && digest) co_return co_await take_blob(entry.name, *digest);
  co_return refused("The archive has something that is no part of an export: " + entry.name);
}

asio::awaitable<Result<Done>> Import::take_state(const tar::Entry& entry) {
  if (!state_.empty()) co_return refused("The archive has two files state.json.");
  if (entry.size > most_state_bytes) {
    co_return refused("The archive's state.json is larger than " +
                      std::to_string(most_state_bytes) + " bytes.");
  }
  while (true) {
    const auto piece = co_await files_.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return Done{};
    state_.append(piece->data(), piece->size());
  }
}

asio::awaitable<Result<Done>> Import::take_blob(std::string name, std::string digest) {
  const auto upload = backend_.blobs.begin(id_ + "-" + std::to_string(digests_.size()));
  const CancelAtEnd guard(upload);
  Result<Done> filled = co_await fill(*upload, name);
  if (!filled) co_return filled.error();
  const auto committed = co_await upload->commit(digest);
  if (!committed) co_return sentence_of(committed.error(), name);
  digests_.push_back(std::move(digest));
  held_.push_back(upload);
  co_return Done{};
}

asio::awaitable<Result<Done>> Import::fill(BlobStore::Upload& upload, const std::string& name) {
  while (true) {
    const auto piece = co_await files_.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return Done{};
    const auto appended = co_await upload.append(*piece);
    if (!appended) co_return sentence_of(appended.error(), name);
  }
}

/// Nothing that the records tell of is missing, or another thing than they say.
Result<Done> Import::read_records() {
  if (state_.empty()) return refused("The archive has no state.json.");
  const Result<Done> read = records_.load_json(state_);
  if (!read) {
    return refused("The archive's state.json cannot be read: " + read.error().message());
  }
  const Result<Done> manifests = ecr::check_manifests(records_);
  if (!manifests) return manifests.error();
  const ecr::MissingLayers missing = ecr::missing_layers(records_, backend_.blobs);
  if (missing.count == 0) return Done{};
  return refused("The archive lacks " + std::to_string(missing.count) +
                 " of the layers that its state.json tells of, or has them in another size: " +
                 missing.first + " is the first.");
}

asio::awaitable<void> Import::take_on_records() {
  backend_.store.become(records_);
  co_await backend_.look_again();
}

asio::awaitable<void> Import::let_go() {
  co_await on_executor(backend_.control, erase_unowned());
  held_.clear();
}

asio::awaitable<void> Import::erase_unowned() {
  std::size_t looked_at = 0;
  for (const std::string& digest : digests_) {
    if (!ecr::is_anyones(backend_.store, digest)) backend_.blobs.erase(digest);
    if (++looked_at % erased_at_once == 0) co_await let_others();
  }
}

}  // namespace drydock::archive
