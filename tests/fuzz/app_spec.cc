#include "emulator/codedeploy/app_spec.h"

#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {

void run_app_spec(std::string_view input) {
  const auto spec = codedeploy::parse_app_spec(input);
  if (!spec) {
    require(spec.error().code() == "InvalidRevisionException", "an AppSpec fails its revision");
    return require(spec.error().message().ends_with('.'), "an error is a sentence");
  }
  require(!spec->task_definition.empty(), "a task set has a task definition");
  require(!spec->container_name.empty(), "a target is a container's");
  require(spec->container_port > 0 && spec->container_port < 65536, "a port is a port");
  require(spec->hooks.size() <= 5, "there are five events that call");
  for (const auto& [event, function] : spec->hooks) {
    require(!function.empty(), "a hook is a function");
  }
}

}  // namespace drydock::fuzz
