// Commands in containers, and how one that does not end is killed. The engine can start a command
// but not end it, and an image need not have a shell or a kill. So every command carries a mark in
// its environment, which what it starts inherits; and a container of drydock's own program, in the
// process namespace of the other, kills whatever carries that mark.

#include <algorithm>
#include <utility>

#include "async/sleep.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"
#include "runtime/engine/docker/answers.h"
#include "runtime/engine/docker/docker_engine.h"
#include "runtime/engine/docker/pause_program.h"
#include "runtime/engine/docker/raw_stream.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;
using Status = ContainerState::Status;

namespace {

constexpr std::size_t output_limit = 4096;

/// How long a command that has been killed, and the tool that kills it, may take to be gone.
constexpr Duration ending_patience{5'000};

std::string exec_body(const std::vector<std::string>& words, const std::string& mark) {
  json::Writer writer;
  writer.begin_object();
  writer.key("AttachStdout");
  writer.boolean(true);
  writer.key("AttachStderr");
  writer.boolean(true);
  writer.key("Env");
  writer.begin_array();
  writer.string(mark);
  writer.end_array();
  writer.key("Cmd");
  writer.begin_array();
  for (const std::string& word : words) writer.string(word);
  writer.end_array();
  writer.end_object();
  return std::string(writer.text());
}

EngineError not_ended() { return {Kind::timeout, "the command did not end in time"}; }

}  // namespace

asio::awaitable<EngineResult<ExecOutcome>> DockerEngine::exec(std::string container_id,
                                                              std::vector<std::string> command,
                                                              Duration patience) {
  if (commands_.contains(container_id)) {
    const auto ended = co_await end_command(container_id);
    if (!ended) co_return ended.error();
  }
  const auto made = co_await make_command(container_id, std::move(command));
  if (!made) co_return made.error();
  auto outcome = co_await run_command(container_id, *made, patience);
  const bool may_run_on = !outcome && (outcome.error().kind == Kind::timeout ||
                                       outcome.error().kind == Kind::unreachable);
  if (!may_run_on) {
    commands_.erase(container_id);
  } else if (outcome.error().kind == Kind::timeout) {
    const auto ended = co_await end_command(container_id);
    if (!ended && ended.error().kind == Kind::unreachable) co_return ended.error();
  }
  co_return outcome;
}

asio::awaitable<EngineResult<DockerEngine::Command>> DockerEngine::make_command(
    std::string container_id, std::vector<std::string> words) {
  Command command;
  command.mark =
      "DRYDOCK_COMMAND=" + container_id.substr(0, 12) + "." + std::to_string(++last_mark_);
  docker::Request request;
  request.method = "POST";
  request.path = "/containers/" + container_id + "/exec";
  request.body = exec_body(words, command.mark);
  request.timeout = settings_.patience.answer;
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  auto id = docker::text_in(*reply, "Id");
  if (!id) co_return id.error();
  command.exec_id = std::move(*id);
  co_return command;
}

asio::awaitable<EngineResult<ExecOutcome>> DockerEngine::run_command(std::string container_id,
                                                                     Command command,
                                                                     Duration patience) {
  const TimePoint deadline = clock_.now() + patience;
  docker::RawStream stream(output_limit);
  docker::Request request;
  request.method = "POST";
  request.path = "/exec/" + command.exec_id + "/start";
  request.body = R"({"Detach":false,"Tty":false})";
  request.timeout = std::max(patience, Duration{1});
  request.on_body = [&stream](std::string_view piece) { stream.feed(piece); };
  commands_.insert_or_assign(std::move(container_id), command);
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) {
    // Some versions say by the status that the command cannot be run, others by this exit code.
    const EngineError error = reply.error();
    if (error.kind != Kind::refused) co_return error;
    ExecOutcome outcome{126, error.message.substr(0, output_limit)};
    co_return outcome;
  }
  const auto exit_code = co_await exit_code_of(command.exec_id, deadline);
  if (!exit_code) co_return exit_code.error();
  ExecOutcome outcome{*exit_code, stream.output()};
  co_return outcome;
}

/// The engine may close the stream a moment before it knows that the command has ended.
asio::awaitable<EngineResult<int>> DockerEngine::exit_code_of(std::string exec_id,
                                                              TimePoint deadline) {
  for (Duration pause{5};; pause *= 2) {
    const auto status = co_await status_of(exec_id);
    if (!status) co_return status.error();
    if (!status->running) co_return status->exit_code;
    if (clock_.now() + pause >= deadline) co_return not_ended();
    co_await sleep_for(clock_, pause);
  }
}

asio::awaitable<EngineResult<DockerEngine::CommandStatus>> DockerEngine::status_of(
    std::string exec_id) {
  const auto reply = co_await get("/exec/" + exec_id + "/json");
  if (!reply) co_return reply.error();
  const auto document = json::parse(reply->body);
  if (!document) co_return docker::not_understood("a command");
  const json::View root = document->root();
  const auto code = root["ExitCode"].as_integer();
  CommandStatus status;
  status.running = root["Running"].as_bool().value_or(false) || !code;
  status.exit_code = static_cast<int>(code.value_or(0));
  co_return status;
}

/// Kills the container's command and sees to it that it is gone; timeout where it is not.
asio::awaitable<EngineResult<Done>> DockerEngine::end_command(std::string container_id) {
  const auto found = commands_.find(container_id);
  if (found == commands_.end()) co_return Done{};
  const Command command = found->second;
  TimePoint deadline = clock_.now() + ending_patience;
  bool killed = false;
  for (Duration pause{10};; pause *= 2) {
    const auto status = co_await status_of(command.exec_id);
    // What the engine no longer knows has gone with its container.
    if (!status && status.error().kind != Kind::not_found) co_return status.error();
    if (!status || !status->running) break;
    if (!std::exchange(killed, true)) {
      const auto sent = co_await kill_marked(container_id, command.mark);
      if (!sent) co_return sent.error();
      deadline = clock_.now() + ending_patience;
    }
    if (clock_.now() + pause >= deadline) co_return not_ended();
    co_await sleep_for(clock_, pause);
  }
  commands_.erase(container_id);
  co_return Done{};
}

/// The tool belongs to the container's task as far as labels go, so it is removed with it where it
/// has been left. It may read the environment of everybody's processes in that namespace.
asio::awaitable<EngineResult<Done>> DockerEngine::kill_marked(std::string container_id,
                                                              std::string mark) {
  const auto ready = co_await prepare_tool();
  if (!ready) co_return ready.error();
  const auto target = co_await inspect(container_id);
  if (!target) co_return target.error();
  ContainerSpec spec;
  spec.name = "drydock-kill-" + mark.substr(mark.find('=') + 1);
  spec.image = settings_.tool_image;
  spec.command = {{"kill", std::move(mark)}};
  spec.labels = settings_.tool_labels;
  for (const auto& [name, value] : target->labels) {
    if (name.starts_with("drydock.")) spec.labels.insert_or_assign(name, value);
  }
  spec.labels.insert_or_assign("drydock.container", "~internal~drydock~kill");
  spec.pid_mode = "container:" + container_id;
  spec.added_capabilities = {"SYS_PTRACE"};
  spec.read_only_root = true;
  auto ran = co_await run_tool(std::move(spec));
  co_return ran;
}

asio::awaitable<EngineResult<Done>> DockerEngine::run_tool(ContainerSpec spec) {
  const auto id = co_await create(std::move(spec));
  if (!id) co_return id.error();
  auto outcome = co_await start(*id);
  // From here on, since a busy machine takes its time to start it.
  const TimePoint deadline = clock_.now() + ending_patience;
  for (Duration pause{10}; outcome; pause *= 2) {
    const auto state = co_await inspect(*id);
    if (!state) {
      outcome = state.error();
    } else if (state->status == Status::exited || clock_.now() + pause >= deadline) {
      break;
    } else {
      co_await sleep_for(clock_, pause);
    }
  }
  const auto removed = co_await remove(*id);
  co_return outcome ? removed : outcome;
}

asio::awaitable<EngineResult<Done>> DockerEngine::prepare_tool() {
  const auto held = co_await image_id(settings_.tool_image);
  if (held) co_return Done{};
  if (held.error().kind != Kind::image_missing) co_return held.error();
  auto made = co_await make_image(settings_.tool_image, std::string(docker::pause_program()),
                                  settings_.tool_labels);
  co_return made;
}

}  // namespace drydock
