#include "api/state_text.h"

#include <utility>

#include "async/let_others.h"
#include "async/on_executor.h"
#include "emulator/store/state_dump.h"

namespace drydock {

boost::asio::awaitable<std::string> write_state(const Store& store,
                                                boost::asio::any_io_executor workers) {
  StateDump dump(store);
  while (dump.write_some()) co_await let_others();
  std::string text = co_await call_on(std::move(workers), [&] { return dump.take(); });
  co_return text;
}

}  // namespace drydock
