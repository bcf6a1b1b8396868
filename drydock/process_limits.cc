#include "drydock/process_limits.h"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

namespace drydock {
namespace {

rlimit open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) limit = {1024, 1024};
  return limit;
}

}  // namespace

void set_process_limits() {
  rlimit limit = open_files();
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  std::signal(SIGPIPE, SIG_IGN);
#ifdef M_MMAP_THRESHOLD
  // glibc would raise the threshold with the first large body that is freed, and keep the next ones
  // in its heap.
  ::mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
#ifdef M_MXFAST
  // Small pieces that are freed wait to be joined until some larger one is asked for: whoever asks
  // after 100,000 records have gone would join theirs, for 50 ms and more.
  ::mallopt(M_MXFAST, 0);
#endif
}

std::size_t connection_limit(std::size_t wanted) {
  return std::min<std::size_t>(wanted, open_files().rlim_cur / 4);
}

}  // namespace drydock
