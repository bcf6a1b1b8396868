#include "runtime/clock/random_ids.h"

namespace drydock {

RandomIds::RandomIds() {
  std::random_device entropy;
  std::seed_seq seed{entropy(), entropy(), entropy(), entropy()};
  generator_.seed(seed);
}

}  // namespace drydock
