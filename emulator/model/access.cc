#include "emulator/model/access.h"

#include <cstdint>
#include <cstring>

#include "emulator/base/bytes.h"
#include "emulator/base/time.h"
#include "emulator/model/document.h"

namespace drydock::model {
namespace {

// A std::optional of any enum over std::uint16_t lies in memory as that of the number itself does.
// The copies keep to what the language allows for bytes of trivially copyable types.
void* enumeration_step(void* field, OptionalStep step) {
  std::optional<std::uint16_t> value;
  std::memcpy(&value, field, sizeof value);
  if (step != OptionalStep::look) {
    if (step == OptionalStep::fill) value = 0;
    if (step == OptionalStep::clear) value.reset();
    std::memcpy(field, &value, sizeof value);
  }
  return value ? field : nullptr;
}

constexpr Access enumerations() {
  Access access;
  access.optional = &enumeration_step;
  return access;
}

}  // namespace

constinit const Access string_access = optional_access<std::string>();
constinit const Access integer_access = optional_access<std::int32_t>();
constinit const Access long_integer_access = optional_access<std::int64_t>();
constinit const Access floating_access = optional_access<double>();
constinit const Access boolean_access = optional_access<bool>();
constinit const Access timestamp_access = optional_access<TimePoint>();
constinit const Access blob_access = optional_access<Bytes>();
constinit const Access document_access = optional_access<Document>();
constinit const Access enumeration_access = enumerations();
constinit const Access string_list_access =
    optional_access<std::vector<std::string>>(list_access<std::string>());
constinit const Access string_map_access =
    optional_access<std::map<std::string, std::string>>(map_access<std::string>());
constinit const Access integer_map_access =
    optional_access<std::map<std::string, std::int32_t>>(map_access<std::int32_t>());

}  // namespace drydock::model
