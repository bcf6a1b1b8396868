// Plays seeds of the simulation: many, or one with its story.

#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "tests/simulation/programs/sweep.h"
#include "tests/simulation/seeded_run.h"

namespace drydock::simulation {
namespace {

int play_one(std::uint64_t seed, bool tells) {
  SeededRun run(seed, weather_of(seed), tells ? Telling::all : Telling::nothing);
  run.play();
  const std::string findings = run.findings();
  std::cout << run.story() << (findings.empty() ? "no promise is broken\n" : findings);
  return findings.empty() ? 0 : 1;
}

int play_many(const SweepSettings& settings) {
  const auto began = std::chrono::steady_clock::now();
  const std::vector<std::uint64_t> found = sweep(settings);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%lu seeds from %lu in %.1f s: %zu broke a promise", settings.seeds, settings.from,
              took.count(), found.size());
  for (const std::uint64_t seed : found) std::printf(" %lu", seed);
  std::printf("\n");
  return found.empty() ? 0 : 1;
}

int run(int argc, char** argv) {
  CLI::App app("Plays seeds of the simulation, and ends with 1 where one broke a promise.");
  SweepSettings settings;
  settings.jobs = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  std::uint64_t seed = 0;
  bool tells = false;
  auto* many = app.add_option("--seeds", settings.seeds, "How many seeds to play")
                   ->check(CLI::PositiveNumber)
                   ->capture_default_str();
  app.add_option("--from", settings.from, "The first of them")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--jobs", settings.jobs, "How many at a time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_flag("--until-found", settings.until_found, "End with the first that breaks a promise");
  auto* one = app.add_option("--seed", seed, "Play this one alone")->excludes(many);
  app.add_flag("--trace", tells, "Tell its story")->needs(one);
  CLI11_PARSE(app, argc, argv);
  // What drydock logs has the time of the machine, not that of the story.
  spdlog::set_level(spdlog::level::off);
  return *one ? play_one(seed, tells) : play_many(settings);
}

}  // namespace
}  // namespace drydock::simulation

int main(int argc, char** argv) { return drydock::simulation::run(argc, argv); }
