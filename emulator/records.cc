#include "emulator/records.h"

#include "emulator/autoscaling/records.h"
#include "emulator/cloudwatch/records.h"
#include "emulator/codedeploy/records.h"
#include "emulator/ec2/records.h"
#include "emulator/ecr/records.h"
#include "emulator/ecs/records.h"
#include "emulator/elb/records.h"
#include "emulator/events/records.h"
#include "emulator/iam/records.h"

namespace drydock {

RecordKinds all_record_kinds() {
  RecordKinds all;
  for (const RecordKinds& kinds :
       {ecs::record_kinds(), ecr::record_kinds(), elb::record_kinds(), events::record_kinds(),
        iam::record_kinds(), cloudwatch::record_kinds(), autoscaling::record_kinds(),
        codedeploy::record_kinds(), ec2::record_kinds()}) {
    all.insert(all.end(), kinds.begin(), kinds.end());
  }
  return all;
}

}  // namespace drydock
