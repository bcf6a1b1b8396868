// The source that the precompiled header is made for: the store with all of its records.
#include "emulator/store/store.h"
