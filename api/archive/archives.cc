#include "api/archive/archives.h"

#include <boost/asio/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>
#include <span>
#include <string>

#include "api/archive/contents.h"
#include "api/archive/error.h"
#include "api/archive/import.h"
#include "api/http/whole_answer.h"
#include "api/state_text.h"
#include "async/log.h"
#include "async/on_executor.h"
#include "emulator/base/tar.h"
#include "emulator/json/writer.h"

namespace drydock::archive {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

namespace {

/// The one turn that there is.
class Turn {
 public:
  explicit Turn(std::atomic_flag& busy) : busy_(busy), taken_(!busy.test_and_set()) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (taken_) busy_.clear();
  }

  [[nodiscard]] bool is_taken() const { return taken_; }

 private:
  std::atomic_flag& busy_;
  const bool taken_;
};

http::Response answer_of(unsigned status, std::string body) {
  http::Response response;
  response.result(status);
  response.set(bhttp::field::content_type, "application/json");
  response.body() = std::move(body);
  return response;
}

http::Response refusal(unsigned status, std::string_view message) {
  json::Writer writer;
  writer.begin_object();
  writer.member("message", message);
  writer.end_object();
  return answer_of(status, std::string(writer.text()));
}

http::Response refusal(const aws::Error& error) {
  if (error.code() == disk_failed) return refusal(500, error.message());
  return refusal(error.code() == no_room ? 507 : 400, error.message());
}

/// A layer whose image was deleted after the records were written down.
std::shared_ptr<BlobStore::Reader> open(const BlobStore& blobs, const Part& part) {
  const auto reader = blobs.open(part.blob);
  if (reader && (*reader)->size() == part.size) return *reader;
  log::warn("an export breaks off: {} has been deleted meanwhile", part.blob);
  throw boost::system::system_error(asio::error::broken_pipe);
}

asio::awaitable<void> send_part(http::Exchange& exchange, const BlobStore& blobs,
                                const Part& part) {
  const std::string header = tar::header(part.name, part.size);
  co_await exchange.write(header);
  if (part.blob.empty()) {
    co_await exchange.write(part.text);
  } else {
    const auto blob = open(blobs, part);
    co_await exchange.send_file(blob->descriptor(), 0, part.size);
  }
  co_await exchange.write(std::span(tar::emptiness).first(tar::padding(part.size)));
}

}  // namespace

asio::awaitable<void> Archives::serve(http::Exchange& exchange) {
  const bhttp::verb method = exchange.request().method();
  const Turn turn(busy_);
  if (method != bhttp::verb::get && method != bhttp::verb::post) {
    http::Response response = refusal(405, "This page takes a GET or a POST.");
    response.set(bhttp::field::allow, "GET, POST");
    co_await http::answer(exchange, std::move(response));
  } else if (!turn.is_taken()) {
    co_await http::answer(exchange, refusal(409,
                                            "Another archive is being written or read: ask "
                                            "again once that is done."));
  } else if (method == bhttp::verb::get) {
    co_await send(exchange);
  } else {
    co_await take(exchange);
  }
}

asio::awaitable<void> Archives::send(http::Exchange& exchange) {
  std::string state =
      co_await on_executor(backend_.control, write_state(backend_.store, backend_.workers));
  Contents contents(backend_.store.kinds());
  const Result<Done> filled = co_await call_on(
      backend_.workers, [&] { return contents.fill(std::move(state), backend_.blobs); });
  if (!filled) {
    co_await http::answer(exchange, refusal(filled.error()));
    co_return;
  }
  http::Response response;
  response.set(bhttp::field::content_type, "application/x-tar");
  co_await exchange.begin(response.base(), contents.size());
  for (const Part& part : contents.parts()) co_await send_part(exchange, backend_.blobs, part);
  co_await exchange.write(tar::emptiness);
}

asio::awaitable<void> Archives::take(http::Exchange& exchange) {
  std::string id = co_await call_on(backend_.control, [&] { return backend_.ids.uuid(); });
  Import import(backend_, exchange, std::move(id));
  Result<Done> taken = Done{};
  std::exception_ptr broken;
  try {
    taken = co_await import.run();
  } catch (const boost::system::system_error&) {
    broken = std::current_exception();  // The connection's.
  } catch (const std::exception& error) {
    log::error("an archive was not taken: {}", error.what());
    taken = aws::Error(disk_failed, "The archive could not be stored.");
  }
  co_await import.let_go();
  if (broken) std::rethrow_exception(broken);
  http::Response response = taken ? answer_of(200, "{}") : refusal(taken.error());
  co_await http::answer(exchange, std::move(response));
}

}  // namespace drydock::archive
