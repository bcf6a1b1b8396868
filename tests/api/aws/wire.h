#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/aws/dispatch.h"
#include "emulator/records.h"
#include "emulator/store/store.h"

namespace drydock::testing {

/// A dispatcher with nothing behind it but a still clock and ids that count.
class Wire {
 public:
  explicit Wire(aws::AccessLog log = {}, const aws::Authorizer& authorizer = aws::everyone_may())
      : dispatcher_({.store = store_,
                     .ids = ids_,
                     .clock = clock_,
                     .authorizer = authorizer,
                     .log = std::move(log)}) {}

  [[nodiscard]] aws::Dispatcher& dispatcher() { return dispatcher_; }
  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] IdSource& ids() { return ids_; }

  /// Sends a signed awsJson call. `target` has the service's prefix.
  aws::Response json(std::string_view target, std::string_view body) {
    aws::Request request = signed_for("ecs");
    request.amz_target = target;
    request.content_type = "application/x-amz-json-1.1";
    request.body = body;
    return *dispatcher_.try_now(request);
  }

  /// Sends a signed query call.
  aws::Response query(std::string_view body) {
    aws::Request request = signed_for("elasticloadbalancing");
    request.body = body;
    return *dispatcher_.try_now(request);
  }

  /// A POST to / that the account 111122223333 has signed for eu-west-1.
  aws::Request signed_for(std::string_view service) {
    authorization_ = "AWS4-HMAC-SHA256 Credential=111122223333/20260801/eu-west-1/" +
                     std::string(service) +
                     "/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef";
    aws::Request request;
    request.method = "POST";
    request.target = "/";
    request.host = "localhost:4566";
    request.authorization = authorization_;
    return request;
  }

 private:
  class StillClock final : public Clock {
   public:
    [[nodiscard]] TimePoint now() const override { return TimePoint(seconds(1'700'000'000)); }
    TimerId call_at(TimePoint /*deadline*/, std::function<void()> /*callback*/) override {
      return 0;
    }
    void cancel(TimerId /*timer*/) override {}
  };

  class CountingIds final : public IdSource {
   public:
    std::uint64_t bits() override { return ++last_; }
    std::string secret(std::size_t size) override { return std::string(size, 's'); }

   private:
    std::uint64_t last_ = 0;
  };

  Store store_{all_record_kinds()};
  CountingIds ids_;
  StillClock clock_;
  std::string authorization_;
  aws::Dispatcher dispatcher_;
};

}  // namespace drydock::testing
