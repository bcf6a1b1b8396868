#include <boost/asio/io_context.hpp>
#include <iomanip>
#include <iostream>
#include <map>

#include "drydock/commands.h"
#include "drydock/data_folder.h"
#include "drydock/handlers.h"
#include "emulator/records.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/real_clock.h"
#include "runtime/clock/zone_files.h"
#include "runtime/controllers/event_router.h"
#include "runtime/functions/http_functions.h"
#include "runtime/storage/blob_store.h"

namespace drydock {

void print_coverage() {
  boost::asio::io_context context;
  RealClock clock(context.get_executor());
  RandomIds ids;
  Store store{all_record_kinds()};
  const DataFolder folder(std::nullopt, ids);
  storage::FileBlobStore blobs(folder.path(), storage::Durability::ephemeral);
  ecr::LayerUploads uploads(store, blobs, ids);
  const ecr::LoginTokens tokens(ids.secret(32));
  const std::string authority = "localhost";
  cloudwatch::MetricData metrics;
  const ZoneFiles zones;
  const ecs::HostAccess access;
  aws::Dispatcher dispatcher({.store = store, .ids = ids, .clock = clock});
  const HttpFunctions functions({}, context.get_executor());
  EventRouter events(store, clock, ids, context.get_executor(), {});
  const Handlers handlers(dispatcher, {.access = access,
                                       .blobs = blobs,
                                       .uploads = uploads,
                                       .tokens = tokens,
                                       .authority = authority,
                                       .metrics = metrics,
                                       .zones = zones,
                                       .workers = context.get_executor(),
                                       .events = events,
                                       .functions = functions});

  std::map<std::string_view, std::pair<int, int>> totals;  // With a handler, and all.
  for (const aws::OperationCoverage& operation : dispatcher.coverage()) {
    std::cout << std::left << std::setw(24) << operation.service << std::setw(48)
              << operation.operation << (operation.has_handler ? "yes" : "-") << '\n';
    auto& [handled, all] = totals[operation.service];
    handled += operation.has_handler ? 1 : 0;
    ++all;
  }
  std::cout << '\n';
  for (const auto& [service, total] : totals) {
    std::cout << std::left << std::setw(24) << service << total.first << " of " << total.second
              << " operations\n";
  }
}

}  // namespace drydock
