#include "drydock/options.h"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdlib>
#include <map>
#include <sstream>

#include "emulator/base/account.h"
#include "emulator/base/function_arn.h"

namespace drydock {
namespace {

const std::map<std::string, Options::EngineChoice> engines{
    {"auto", Options::EngineChoice::automatic},
    {"docker", Options::EngineChoice::docker},
    {"simulated", Options::EngineChoice::simulated}};

const std::map<std::string, Options::PaceChoice> paces{{"fast", Options::PaceChoice::fast},
                                                       {"aws", Options::PaceChoice::aws}};

const std::map<std::string, Options::ClockChoice> clocks{
    {"real", Options::ClockChoice::real}, {"virtual", Options::ClockChoice::virtual_time}};

CLI::Validator one_of(const std::vector<std::string>& words) { return CLI::IsMember(words); }

std::string problem_of_address(const std::string& text) {
  boost::system::error_code error;
  boost::asio::ip::make_address(text, error);
  return error ? text + " is no IPv4 or IPv6 address" : std::string();
}

std::string problem_of_account(const std::string& text) {
  return is_account(text) ? std::string() : "an account has 12 digits";
}

void add_common(CLI::App& app, Options& options) {
  app.add_option("--port", options.port, "The port that clients call; 0 takes a free one")
      ->envname("DRYDOCK_PORT")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app.add_option("--host", options.host, "The address to listen on")
      ->envname("DRYDOCK_HOST")
      ->check(problem_of_address)
      ->capture_default_str();
  app.add_option("--region", options.region, "The region of calls that name none")
      ->envname("DRYDOCK_REGION")
      ->capture_default_str();
  app.add_option("--account", options.account, "The account of calls that name none: 12 digits")
      ->envname("DRYDOCK_ACCOUNT")
      ->check(problem_of_account)
      ->capture_default_str();
}

void add_doors(CLI::App& app, Options& options) {
  app.add_option("--allow-host", options.allowed_hosts,
                 "A host name that clients may call drydock by, beside addresses, localhost and "
                 "those of AWS; *.NAME for all below it")
      ->envname("DRYDOCK_ALLOW_HOST")
      ->delimiter(',')
      ->type_name("NAME");
  app.add_option("--allow-origin", options.allowed_origins,
                 "An origin whose web pages may call drydock, such as http://localhost:3000")
      ->envname("DRYDOCK_ALLOW_ORIGIN")
      ->delimiter(',')
      ->type_name("ORIGIN");
}

void add_time(CLI::App& app, Options& options) {
  app.add_option(
         "--pace",
         [&options](const CLI::results_t& given) {
           options.pace = paces.at(given.front());
           return true;
         },
         "fast shortens pauses in which nothing has to happen; aws waits as AWS does")
      ->envname("DRYDOCK_PACE")
      ->check(one_of({"fast", "aws"}))
      ->type_name("fast|aws");
  app.add_option(
         "--proof-time", options.proof_time_seconds,
         "A task that no health check looks at is healthy after so many seconds of running: "
         "on AWS, and here, 40; fewer for lessons")
      ->envname("DRYDOCK_PROOF_TIME")
      ->check(CLI::Range(0, 3600))
      ->type_name("SECONDS")
      ->capture_default_str();
  app.add_option("--speed", options.speed,
                 "All time that AWS defines passes this many times as fast")
      ->envname("DRYDOCK_SPEED")
      ->check(CLI::Range(1.0, 1000.0))
      ->capture_default_str();
  app.add_option(
         "--clock",
         [&options](const CLI::results_t& given) {
           options.clock = clocks.at(given.front());
           return true;
         },
         "virtual lets time stand still until POST /_drydock/clock moves it; with --engine "
         "simulated")
      ->envname("DRYDOCK_CLOCK")
      ->check(one_of({"real", "virtual"}))
      ->type_name("real|virtual");
}

/// Containers of the Docker engine live in the machine's time.
void check_clock(const Options& options) {
  const bool serves = options.command == Options::Command::serve;
  if (!serves || options.clock == Options::ClockChoice::real) return;
  if (options.engine != Options::EngineChoice::simulated) {
    throw StartError(
        "--clock virtual is for the simulated engine, since real containers live in the machine's "
        "time: add --engine simulated.");
  }
  if (options.speed != 1.0) {
    throw StartError(
        "--speed has no meaning with --clock virtual, which moves only when it is told to: leave "
        "one of them out.");
  }
}

void add_engine(CLI::App& app, Options& options) {
  app.add_option(
         "--engine",
         [&options](const CLI::results_t& given) {
           options.engine = engines.at(given.front());
           return true;
         },
         "auto takes Docker where it answers, else the simulated engine")
      ->envname("DRYDOCK_ENGINE")
      ->check(one_of({"auto", "docker", "simulated"}))
      ->type_name("auto|docker|simulated");
  app.add_option("--scenario", options.scenarios,
                 "How images behave in the simulated engine (YAML)")
      ->envname("DRYDOCK_SCENARIO")
      ->type_name("FILE");
}

/// What containers may do to the machine that runs them.
void add_allowances(CLI::App& app, Options& options) {
  app.add_option("--allow-mount", options.allow_mounts,
                 "Let task definitions mount this folder of the host and what is below it; may be "
                 "given more than once (Env:DRYDOCK_ALLOW_MOUNT, separated by colons)")
      ->type_name("DIR");
  app.add_flag("--allow-privileged", options.allow_privileged,
               "Let task definitions ask for what reaches beyond containers: privileged, "
               "capabilities, devices, host networking, the host's namespaces")
      ->envname("DRYDOCK_ALLOW_PRIVILEGED");
}

/// Folders on the command line come instead of the environment's, as all options do.
void read_allowed_mounts(Options& options) {
  const char* text = std::getenv("DRYDOCK_ALLOW_MOUNT");
  if (text == nullptr || !options.allow_mounts.empty()) return;
  std::istringstream folders(text);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty()) options.allow_mounts.push_back(folder);
  }
}

/// "NAME=URL", taken apart.
std::pair<std::string, std::string> function_of(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos) return {text, ""};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string problem_of_function(const std::string& text) {
  constexpr std::string_view scheme = "http://";
  const auto [name, url] = function_of(text);
  if (!is_function_name(name)) {
    return text + " is no NAME=URL: a function's name has 1 to 64 letters, digits, - and _";
  }
  const bool has_space = url.find_first_of(" \t\r\n") != std::string::npos;
  const bool has_host = url.size() > scheme.size() && url[scheme.size()] != '/';
  if (!url.starts_with(scheme) || has_space || !has_host) {
    return text + " is no NAME=URL: a function is at an http:// URL";
  }
  return {};
}

/// What stands for AWS services that drydock does not have.
void add_functions(CLI::App& app, Options& options) {
  app.add_option(
         "--lambda",
         [&options](const CLI::results_t& given) {
           for (const std::string& text : given) options.functions.insert(function_of(text));
           return options.functions.size() == given.size();
         },
         "Where a Lambda function is that AWS would call, such as a deployment's lifecycle hook: "
         "each call is a POST to the URL")
      ->envname("DRYDOCK_LAMBDA")
      ->delimiter(',')
      ->expected(1, -1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false)
      ->check(problem_of_function)
      ->type_name("NAME=URL");
}

void add_program(CLI::App& app, Options& options) {
  auto* data = app.add_option("--data", options.data,
                              "The folder that keeps records, layers and images; by default "
                              "$XDG_DATA_HOME/drydock or ~/.local/share/drydock")
                   ->envname("DRYDOCK_DATA")
                   ->type_name("DIR");
  app.add_flag("--ephemeral", options.ephemeral, "Keep nothing when drydock ends")
      ->envname("DRYDOCK_EPHEMERAL")
      ->excludes(data);
  app.add_flag("--leave-running", options.leave_running,
               "Leave the containers of tasks running at a stop; the next start takes them over")
      ->envname("DRYDOCK_LEAVE_RUNNING");
  app.add_option("--io-threads", options.io_threads, "Threads that carry the registry's bytes")
      ->envname("DRYDOCK_IO_THREADS")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--log-level", options.log_level,
                 "How much to tell on standard error; from info on, a line for every call")
      ->envname("DRYDOCK_LOG_LEVEL")
      ->check(one_of({"trace", "debug", "info", "notice", "warn", "error", "off"}))
      ->capture_default_str();
}

/// `drydock state export|import FILE` and `drydock snapshot save|load|list [NAME]`.
void add_state_commands(CLI::App& app, Options& options) {
  const auto group = [&](const std::string& name, const std::string& what) {
    CLI::App* added = app.add_subcommand(name, what);
    added->fallthrough()->require_subcommand(1);
    return added;
  };
  const auto command = [&](CLI::App* parent, const std::string& name, const std::string& what,
                           Options::Command which) {
    CLI::App* added = parent->add_subcommand(name, what);
    added->fallthrough();
    added->callback([&options, which] { options.command = which; });
    return added;
  };
  CLI::App* state = group("state", "Take drydock's records out, or put them in");
  CLI::App* out =
      command(state, "export", "Write every record as JSON", Options::Command::state_export);
  out->add_option("FILE", options.state_file, "Where to; - is standard output")->required();
  out->add_flag("--images", options.state_images,
                "Write a tar archive of an OCI image layout with every image, and the records in "
                "it");
  CLI::App* in = command(state, "import", "Take on what was exported in place of all records",
                         Options::Command::state_import);
  in->add_option("FILE", options.state_file,
                 "Where from, with images or without; - is standard input")
      ->required();
  in->add_flag("--images", options.state_images, "Refuse a file that has no images");
  CLI::App* snapshot = group("snapshot", "Give the state a name, to begin from it again");
  command(snapshot, "save", "Keep the state, with its images", Options::Command::snapshot_save)
      ->add_option("NAME", options.snapshot_name, "What to call it")
      ->required();
  command(snapshot, "load", "Take on a state that was kept", Options::Command::snapshot_load)
      ->add_option("NAME", options.snapshot_name, "What it is called")
      ->required();
  command(snapshot, "list", "Print the names", Options::Command::snapshot_list);
}

void add_commands(CLI::App& app, Options& options) {
  const auto command = [&](const std::string& name, const std::string& what,
                           Options::Command which) {
    CLI::App* added = app.add_subcommand(name, what);
    added->fallthrough();
    added->callback([&options, which] { options.command = which; });
    return added;
  };
  // Its options are the program's own, so that they may stand before the word or without it.
  command("serve", "Start drydock (the default)", Options::Command::serve)->set_help_flag();
  command("env", "Print the exports that point clients at drydock", Options::Command::env);
  command("coverage", "Print which operations have a handler", Options::Command::coverage);
  CLI::App* import =
      command("import", "Put an image that the engine has into ECR", Options::Command::import);
  import->add_option("IMAGE", options.import_image, "An image of the engine, such as shop:v1")
      ->required();
  import->add_option("REPO:TAG", options.import_target, "Where to; by default the image's name");
  app.add_subcommand("version", "Print the version")->callback([] {
    throw Information{"drydock " DRYDOCK_VERSION "\n"};
  });
  add_state_commands(app, options);
  app.require_subcommand(0, 1);
}

/// Of a command's own, or for `serve` and no command the program's.
std::string help_text(const CLI::App& app) {
  if (!app.got_subcommand("serve")) return app.help();
  return app.get_formatter()->make_help(&app, "drydock serve", CLI::AppFormatMode::Normal);
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  Options options;
  CLI::App app("A local ECS and ECR for offline testing.", "drydock");
  add_common(app, options);
  add_doors(app, options);
  add_engine(app, options);
  add_time(app, options);
  add_allowances(app, options);
  add_functions(app, options);
  add_program(app, options);
  add_commands(app, options);
  try {
    app.parse(argc, argv);
    if (app.count("--account") > 0) options.import_account = options.account;
    if (app.count("--region") > 0) options.import_region = options.region;
  } catch (const CLI::CallForHelp&) {
    throw Information{help_text(app)};
  } catch (const CLI::ParseError& error) {
    throw StartError(std::string(error.what()) + ". See drydock --help.");
  }
  read_allowed_mounts(options);
  check_clock(options);
  return options;
}

}  // namespace drydock
