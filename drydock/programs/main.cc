#include <cstdlib>
#include <exception>
#include <iostream>

#include "drydock/commands.h"
#include "drydock/options.h"
#include "drydock/program.h"

/// What jemalloc reads before all else: a thread of its own gives memory back, so that no other
/// does it amid its work. https://jemalloc.net/jemalloc.3.html#tuning
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "background_thread:true";
}

namespace {

/// Of a program that could not start, or was asked for what it does not know.
constexpr int cannot_start = 2;

void run(const drydock::Options& options) {
  switch (options.command) {
    case drydock::Options::Command::serve:
      return drydock::serve(options);
    case drydock::Options::Command::env:
      return drydock::print_env(options);
    case drydock::Options::Command::import:
      return drydock::import_image(options);
    case drydock::Options::Command::coverage:
      return drydock::print_coverage();
    case drydock::Options::Command::state_export:
      return drydock::export_state(options);
    case drydock::Options::Command::state_import:
      return drydock::import_state(options);
    case drydock::Options::Command::snapshot_save:
      return drydock::save_snapshot(options);
    case drydock::Options::Command::snapshot_load:
      return drydock::load_snapshot(options);
    case drydock::Options::Command::snapshot_list:
      return drydock::list_snapshots(options);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(drydock::parse_options(argc, argv));
    return EXIT_SUCCESS;
  } catch (const drydock::Information& information) {
    std::cout << information.text;
    return EXIT_SUCCESS;
  } catch (const drydock::StartError& error) {
    std::cerr << "drydock: " << error.what() << '\n';
    return cannot_start;
  } catch (const std::exception& error) {
    std::cerr << "drydock: unexpected failure: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
