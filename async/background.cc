#include "async/background.h"

#include <boost/asio/execution.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace drydock {
namespace asio = boost::asio;
namespace execution = boost::asio::execution;

class Background::Work {
 public:
  Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  virtual ~Work() = default;
  virtual void run() = 0;
};

/// What Asio hands work over by.
/// https://www.boost.org/doc/libs/1_81_0/doc/html/boost_asio/reference/any_io_executor.html
class Background::Executor {
 public:
  Executor(Background& background, bool may_run_at_once)
      : background_(&background), may_run_at_once_(may_run_at_once) {}

  template <class Function>
  void execute(Function function) const {
    if (may_run_at_once_ && background_->is_amid_slice()) {
      std::move(function)();
    } else {
      background_->add(std::make_unique<WorkOf<Function>>(std::move(function)));
    }
  }

  [[nodiscard]] asio::execution_context& query(execution::context_t /*asked*/) const noexcept {
    return background_->context_;
  }
  [[nodiscard]] execution::blocking_t query(execution::blocking_t /*asked*/) const noexcept {
    if (may_run_at_once_) return execution::blocking.possibly;
    return execution::blocking.never;
  }
  [[nodiscard]] Executor require(execution::blocking_t::possibly_t /*wanted*/) const noexcept {
    return {*background_, true};
  }
  [[nodiscard]] Executor require(execution::blocking_t::never_t /*wanted*/) const noexcept {
    return {*background_, false};
  }

  friend bool operator==(const Executor&, const Executor&) noexcept = default;

 private:
  template <class Function>
  class WorkOf final : public Work {
   public:
    explicit WorkOf(Function function) : function_(std::move(function)) {}
    void run() override { std::move(function_)(); }

   private:
    Function function_;
  };

  Background* background_;
  bool may_run_at_once_;  ///< Inside the call that hands the work over.
};

Background::Background(asio::io_context& context, Stopwatch stopwatch,
                       std::chrono::nanoseconds slice)
    : context_(context), stopwatch_(std::move(stopwatch)), slice_(slice) {}

Background::~Background() = default;

asio::any_io_executor Background::executor() { return Executor(*this, true); }

/// The queue is the thread's own; who is elsewhere sends his work there first.
void Background::add(std::unique_ptr<Work> work) {
  if (context_.get_executor().running_in_this_thread()) return enqueue(std::move(work));
  asio::post(context_, [this, sent = std::move(work)]() mutable { enqueue(std::move(sent)); });
}

void Background::enqueue(std::unique_ptr<Work> work) {
  queue_.push_back(std::move(work));
  expect_slice();
}

void Background::expect_slice() {
  if (std::exchange(expected_, true)) return;
  asio::post(context_, [this] { run_slice(); });
}

/// One piece of work at least, whatever the time.
void Background::run_slice() {
  struct Running {
    Background& background;
    explicit Running(Background& of) : background(of) { background.running_ = true; }
    ~Running() {
      background.running_ = false;
      background.expected_ = false;
      if (!background.queue_.empty()) background.expect_slice();
    }
  };
  const Running running(*this);
  const auto end = stopwatch_() + slice_;
  do {
    const std::unique_ptr<Work> next = std::move(queue_.front());
    queue_.pop_front();
    next->run();
  } while (!queue_.empty() && stopwatch_() < end);
}

bool Background::is_amid_slice() const {
  return context_.get_executor().running_in_this_thread() && running_;
}

}  // namespace drydock
