#pragma once

#include <span>
#include <string_view>

namespace drydock::fuzz {

/// A reader of bytes that others send, and what must hold of it whatever they are.
struct Target {
  std::string_view name;                ///< Its corpus folder and its dictionary are called so too.
  void (*run)(std::string_view input);  ///< Throws BrokenProperty where something does not hold.
};

/// All of them, sorted by name.
std::span<const Target> targets();

/// One file a target, or a few that belong together. targets.cc is the table of contents.
void run_api_connection(std::string_view input);
void run_app_spec(std::string_view input);
void run_aws_cbor(std::string_view input);
void run_aws_form(std::string_view input);
void run_aws_json(std::string_view input);
void run_aws_signature(std::string_view input);
void run_cluster_query(std::string_view input);
void run_docker_answers(std::string_view input);
void run_docker_stream(std::string_view input);
void run_encodings(std::string_view input);
void run_event_pattern(std::string_view input);
void run_image_manifest(std::string_view input);
void run_listener_rule(std::string_view input);
void run_proxy_body(std::string_view input);
void run_proxy_request(std::string_view input);
void run_proxy_response(std::string_view input);
void run_registry_request(std::string_view input);
void run_scenario(std::string_view input);
void run_state_archive(std::string_view input);
void run_wildcard(std::string_view input);

}  // namespace drydock::fuzz
