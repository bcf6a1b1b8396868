#include "runtime/storage/snapshots.h"

#include <algorithm>
#include <cctype>
#include <exception>
#include <utility>

#include "async/on_executor.h"
#include "runtime/storage/record_loader.h"

namespace drydock::storage {
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::string_view error_code = "SnapshotException";
/// What is being saved has no name yet, since no name begins with a dot.
constexpr std::string_view unfinished = ".unfinished";

aws::Error failure(const std::string& what, const std::exception& error) {
  return {error_code, what + ": " + error.what()};
}

aws::Error bad_name(const std::string& name) {
  return {error_code, "A snapshot cannot be called '" + name +
                          "': a name has 1 to 64 letters, digits, dots, dashes and underscores, "
                          "and begins with a letter or a digit."};
}

}  // namespace

bool is_snapshot_name(std::string_view name) {
  const auto is_plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return !name.empty() && name.size() <= longest_name && is_plain(name.front()) &&
         std::ranges::all_of(
             name, [&](char c) { return is_plain(c) || c == '.' || c == '-' || c == '_'; });
}

Snapshots::Snapshots(const fs::path& data_folder, Store& store, SqliteJournal& journal,
                     Committer& committer, const FileBlobStore& blobs)
    : folder_(data_folder / "snapshots"),
      store_(store),
      journal_(journal),
      committer_(committer),
      blobs_(blobs) {}

/// Of what the client has been told so far nothing is missing.
asio::awaitable<Result<Done>> Snapshots::save(std::string name) {
  if (!is_snapshot_name(name)) co_return bad_name(name);
  co_await committer_.settle();
  const Result<Done> saved = co_await call_on(journal_.worker(), [&] { return save_now(name); });
  co_return saved;
}

/// Blobs that no record of the snapshot needs go when it is loaded.
Result<Done> Snapshots::save_now(const std::string& name) {
  try {
    const fs::path draft = folder_ / unfinished;
    fs::remove_all(draft);
    fs::create_directories(draft);
    journal_.copy_to(draft);
    blobs_.link_into(draft, [](const std::string&) { return true; });
    fs::remove_all(folder_ / name);
    fs::rename(draft, folder_ / name);
    return Done{};
  } catch (const std::exception& error) {
    return failure("The snapshot " + name + " was not saved", error);
  }
}

asio::awaitable<Result<Done>> Snapshots::load(std::string name) {
  if (!is_snapshot_name(name)) co_return bad_name(name);
  const auto world = co_await call_on(journal_.worker(), [&] { return read(name); });
  if (!world) co_return world.error();
  store_.become(**world);
  // Now that they are somebody's again, no erasure from before takes them away.
  const Result<Done> whole =
      co_await call_on(journal_.worker(), [&] { return take_in_blobs(name); });
  co_return whole;
}

Result<std::unique_ptr<Store>> Snapshots::read(const std::string& name) const {
  if (!fs::is_directory(folder_ / name)) {
    return aws::Error(error_code, "There is no snapshot " + name + ".");
  }
  try {
    SqliteJournal journal(folder_ / name);
    auto world = std::make_unique<Store>(store_.kinds());
    load_records(journal, *world);
    return world;
  } catch (const std::exception& error) {
    return failure("The snapshot " + name + " was not loaded", error);
  }
}

Result<Done> Snapshots::take_in_blobs(const std::string& name) {
  try {
    blobs_.link_from(folder_ / name);
    return Done{};
  } catch (const std::exception& error) {
    return failure("The snapshot " + name + " was loaded without some of its layers", error);
  }
}

std::vector<std::string> Snapshots::names() const {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder_, missing)) {
    std::string name = entry.path().filename();
    if (is_snapshot_name(name)) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace drydock::storage
