#include "tests/fuzz/memory.h"

#include <malloc.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DRYDOCK_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DRYDOCK_SANITIZED
#endif

#ifdef DRYDOCK_SANITIZED
// Of <sanitizer/allocator_interface.h>, which Clang's runtime has and GCC's package leaves out.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace drydock::fuzz {

std::size_t allocated_bytes() {
#ifdef DRYDOCK_SANITIZED
  return __sanitizer_get_current_allocated_bytes();
#else
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
#endif
}

}  // namespace drydock::fuzz
