#include "drydock/program_clock.h"

#include <utility>

namespace drydock {

ProgramClock::ProgramClock(const Options& options, boost::asio::io_context& control,
                           boost::asio::any_io_executor background)
    : control_(control), machine_(std::move(background), options.speed) {
  if (options.clock == Options::ClockChoice::real) return;
  virtual_.emplace(control, machine_.now());
  mover_.emplace(*virtual_, control.get_executor());
}

void ProgramClock::go_on_from(TimePoint earliest) {
  machine_.go_on_from(earliest);
  if (virtual_) virtual_->go_on_from(earliest);
}

Clock& ProgramClock::clock() {
  if (virtual_) return *virtual_;
  return machine_;
}

void ProgramClock::run(HoldMeter& meter) {
  if (!mover_) return meter.run(control_);
  meter.run(control_, [this] { return mover_->go_on(); });
}

}  // namespace drydock
