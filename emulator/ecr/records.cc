#include "emulator/ecr/records.h"

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecr/upload.h"
#include "emulator/store/described_record.h"

namespace drydock::ecr {

RecordKinds record_kinds() {
  return {described_record<Repository>(), described_record<Image>(), described_record<Layer>(),
          described_record<Upload>()};
}

}  // namespace drydock::ecr
