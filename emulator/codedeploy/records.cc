#include "emulator/codedeploy/records.h"

#include "emulator/codedeploy/application.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/deployment_group.h"
#include "emulator/store/described_record.h"

namespace drydock::codedeploy {

RecordKinds record_kinds() {
  return {described_record<Application>(), described_record<DeploymentConfig>(),
          described_record<DeploymentGroup>(), described_record<Deployment>()};
}

}  // namespace drydock::codedeploy
