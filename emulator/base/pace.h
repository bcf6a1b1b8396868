#pragma once

#include "emulator/base/time.h"

namespace drydock {

/// How long drydock waits where AWS waits. One rule keeps the fast pace honest: evidence may come
/// sooner, the lack of it proves nothing. So pauses in which nothing has to happen are short;
/// patience (start periods, grace periods, stopTimeout, failures times interval) is not here, and
/// never shortened, and what nothing checks has to prove itself for as long as on AWS.
/// `--speed N` is another matter: it makes the Clock itself run N times as fast.
struct Pace {
  static constexpr Duration aws_proof_time = seconds(40);

  /// The service scheduler looks again at most this often (AWS: about every 10 s).
  Duration scheduler_tick;
  /// What a task has to stay RUNNING for to prove itself (AWS: 40 s). One that nothing checks is
  /// healthy then and no sooner; one that ends sooner is a failed start, though a check of it
  /// should have passed. `--proof-time` alone changes it.
  /// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
  Duration proof_time;
  /// A newly registered target is probed this often until its first success, as long as that is
  /// shorter than the health check's interval.
  Duration first_probe_interval;
  /// A container's health check runs this often until its first success, likewise.
  Duration first_health_check_interval;
  /// Provisioning and deprovisioning of a network interface take at least this long.
  Duration network_interface_attachment;
  /// A draining target without a request in flight is let go after this time, where the
  /// deregistration delay is longer. Zero means the whole delay.
  Duration idle_drain;
  /// The first wait before a task is started again after one failed to start; doubled each time.
  Duration first_restart_delay;
  /// The longest such wait (AWS: 27 minutes).
  Duration longest_restart_delay;

  static Pace fast();
  static Pace aws();
};

}  // namespace drydock
