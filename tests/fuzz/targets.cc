#include <array>

#include "tests/fuzz/target.h"

namespace drydock::fuzz {

std::span<const Target> targets() {
  static constexpr std::array all{
      Target{"api_connection", run_api_connection},
      Target{"app_spec", run_app_spec},
      Target{"aws_cbor", run_aws_cbor},
      Target{"aws_form", run_aws_form},
      Target{"aws_json", run_aws_json},
      Target{"aws_signature", run_aws_signature},
      Target{"cluster_query", run_cluster_query},
      Target{"docker_answers", run_docker_answers},
      Target{"docker_stream", run_docker_stream},
      Target{"encodings", run_encodings},
      Target{"event_pattern", run_event_pattern},
      Target{"image_manifest", run_image_manifest},
      Target{"listener_rule", run_listener_rule},
      Target{"proxy_body", run_proxy_body},
      Target{"proxy_request", run_proxy_request},
      Target{"proxy_response", run_proxy_response},
      Target{"registry_request", run_registry_request},
      Target{"scenario", run_scenario},
      Target{"state_archive", run_state_archive},
      Target{"wildcard", run_wildcard},
  };
  return all;
}

}  // namespace drydock::fuzz
