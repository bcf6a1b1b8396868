#include "tests/simulation/programs/sweep.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/simulation/seeded_run.h"

namespace drydock::simulation {
namespace {

constexpr std::size_t jobs_max = 256;
constexpr std::size_t found_max = 1000;
constexpr unsigned patience_seconds = 60;

/// What the workers share; each is a process, so that a seed that ends one is one finding.
struct Board {
  std::atomic<std::uint64_t> next;
  std::atomic<std::uint64_t> lowest = std::numeric_limits<std::uint64_t>::max();
  std::atomic<std::size_t> found_count = 0;
  std::array<std::atomic<std::uint64_t>, found_max> found;
  std::array<std::atomic<std::uint64_t>, jobs_max> playing;  ///< By worker; 0: none.

  void add(std::uint64_t seed) {
    const std::size_t place = found_count++;
    if (place < found_max) found[place] = seed;
    std::uint64_t before = lowest;
    while (seed < before && !lowest.compare_exchange_weak(before, seed)) {
    }
  }
};

Board* make_board() {
  void* place =
      mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw std::runtime_error("no memory to share");
  return new (place) Board;
}

/// In one write, so that workers do not talk into each other's lines.
void say(std::uint64_t seed, std::string_view findings) {
  constexpr std::size_t most = 3500;
  std::string text = "seed " + std::to_string(seed) + ":\n";
  text += findings.substr(0, most);
  if (findings.size() > most) text += "...\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void work(Board& board, std::size_t worker, const SweepSettings& settings) {
  const std::uint64_t end = settings.from + settings.seeds;
  for (std::uint64_t seed = board.next++; seed < end; seed = board.next++) {
    if (settings.until_found && seed > board.lowest) return;
    board.playing[worker] = seed;
    alarm(patience_seconds);
    SeededRun run(seed, weather_of(seed));
    run.play();
    const std::string findings = run.findings();
    if (!findings.empty()) {
      board.add(seed);
      say(seed, findings);
    }
  }
  board.playing[worker] = 0;
}

pid_t start(Board& board, std::size_t worker, const SweepSettings& settings) {
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("no process for a worker");
  if (pid > 0) return pid;
  work(board, worker, settings);
  _exit(0);
}

std::string death(int status) {
  if (!WIFSIGNALED(status)) return "ends with " + std::to_string(WEXITSTATUS(status)) + "\n";
  if (WTERMSIG(status) == SIGALRM) return "does not end within a minute\n";
  return "ends with signal " + std::to_string(WTERMSIG(status)) + "\n";
}

}  // namespace

std::vector<std::uint64_t> sweep(const SweepSettings& settings) {
  Board& board = *make_board();
  board.next = settings.from;
  std::array<pid_t, jobs_max> workers{};
  const auto jobs = std::min(static_cast<std::size_t>(settings.jobs), jobs_max);
  for (std::size_t worker = 0; worker < jobs; ++worker) {
    workers[worker] = start(board, worker, settings);
  }
  int status = 0;
  for (pid_t pid = wait(&status); pid > 0; pid = wait(&status)) {
    const auto worker = static_cast<std::size_t>(std::ranges::find(workers, pid) - workers.begin());
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    board.add(board.playing[worker]);
    say(board.playing[worker], death(status));
    workers[worker] = start(board, worker, settings);
  }
  std::vector<std::uint64_t> found(
      board.found.begin(),
      board.found.begin() + static_cast<std::ptrdiff_t>(std::min(found_max, +board.found_count)));
  munmap(&board, sizeof board);
  std::ranges::sort(found);
  if (settings.until_found && !found.empty()) found.resize(1);
  return found;
}

}  // namespace drydock::simulation
