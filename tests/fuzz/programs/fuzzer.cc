// libFuzzer's way into the targets. DRYDOCK_FUZZ_TARGET names the one to run.
// https://llvm.org/docs/LibFuzzer.html

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/fuzz/target.h"

namespace {

const drydock::fuzz::Target& chosen_target() {
  const char* name = std::getenv("DRYDOCK_FUZZ_TARGET");
  const auto all = drydock::fuzz::targets();
  const auto found = std::ranges::find(all, std::string_view(name == nullptr ? "" : name),
                                       &drydock::fuzz::Target::name);
  if (found != all.end()) return *found;
  std::fputs("DRYDOCK_FUZZ_TARGET must name one of these:\n", stderr);
  for (const auto& target : all) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(target.name.size()), target.name.data());
  }
  std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const drydock::fuzz::Target& target = chosen_target();
  target.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
