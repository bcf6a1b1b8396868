#include "runtime/proxy/head.h"

#include <algorithm>

namespace drydock::proxy {
namespace {

namespace http = boost::beast::http;
using http::field;

constexpr std::string_view end_of_head = "\r\n\r\n";

/// What both kinds of head have of Beast's parser: it is fed a whole head and keeps views.
template <bool is_request>
class Reading : public http::basic_parser<is_request> {
 public:
  Reading(std::vector<Field>& fields, std::list<std::string>& unfolded, std::string_view bytes)
      : fields_(fields), unfolded_(unfolded), bytes_(bytes) {
    this->header_limit(static_cast<std::uint32_t>(bytes.size()));
    this->body_limit(boost::none);
    fields_.clear();
    unfolded_.clear();
  }

  bool read() {
    boost::system::error_code error;
    this->put(boost::asio::buffer(bytes_.data(), bytes_.size()), error);
    version_refused_ = error == http::error::bad_version;
    return !error && this->is_header_done();
  }
  [[nodiscard]] bool version_refused() const { return version_refused_; }
  [[nodiscard]] bool any_transfer_coding_but_chunked() const { return other_coding_; }

 protected:
  using Error = boost::system::error_code;
  using Text = boost::beast::string_view;

  void on_field_impl(field id, Text name, Text value, Error& error) override {
    // A value in one line lies in the bytes themselves; Beast puts one of several lines together.
    std::string_view kept(value.data(), value.size());
    if (!kept.empty() && !inside(kept)) kept = unfolded_.emplace_back(kept);
    if (id == field::transfer_encoding && !elb::equals_ignoring_case(kept, "chunked")) {
      other_coding_ = true;
    }
    Field& added = fields_.emplace_back();
    added.name = {name.data(), name.size()};
    added.value = kept;
    added.id = id;
    if (name.size() + kept.size() > longest_header_line) error = http::error::header_limit;
  }
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text, Error&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text, Error&) override { return 0; }
  void on_finish_impl(Error&) override {}

 private:
  [[nodiscard]] bool inside(std::string_view value) const {
    return std::less_equal<>()(bytes_.data(), value.data()) &&
           std::less<>()(value.data(), bytes_.data() + bytes_.size());
  }

  std::vector<Field>& fields_;
  std::list<std::string>& unfolded_;
  std::string_view bytes_;
  bool version_refused_ = false;
  bool other_coding_ = false;
};

/// The first head in the bytes, empty while its end has not come. `searched` spares a slow sender's
/// bytes from being searched again and again.
std::string_view whole_head(std::string_view bytes, std::size_t& searched) {
  const auto end = bytes.find(end_of_head, searched);
  if (end != bytes.npos) {
    searched = 0;
    return bytes.substr(0, end + end_of_head.size());
  }
  searched = bytes.size() < end_of_head.size() ? 0 : bytes.size() - end_of_head.size() + 1;
  return {};
}

/// Parts an absolute target, "http://host/path?query", or an ordinary one.
void split_target(RequestHead& head) {
  std::string_view rest = head.target;
  const auto scheme = rest.find("://");
  if (!rest.starts_with('/') && scheme != rest.npos) {
    rest.remove_prefix(scheme + 3);
    const auto slash = std::min(rest.find_first_of("/?"), rest.size());
    head.host = rest.substr(0, slash);
    rest.remove_prefix(slash);
    if (rest.empty()) rest = "/";
  }
  const auto mark = rest.find('?');
  head.path = rest.substr(0, mark);
  head.query = mark == rest.npos ? std::string_view() : rest.substr(mark + 1);
}

std::optional<std::uint64_t> to_std(const boost::optional<std::uint64_t>& length) {
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

}  // namespace

BodyFrame RequestHead::body() const {
  return chunked ? BodyFrame::chunked() : BodyFrame::of_length(content_length.value_or(0));
}

BodyFrame ResponseHead::body(bool to_head) const {
  if (to_head || status / 100 == 1 || status == 204 || status == 304) {
    return BodyFrame::of_length(0);
  }
  if (chunked) return BodyFrame::chunked();
  return content_length ? BodyFrame::of_length(*content_length) : BodyFrame::until_close();
}

class RequestParser::Reader final : public Reading<true> {
 public:
  Reader(RequestHead& head, std::list<std::string>& unfolded, std::string_view bytes)
      : Reading(head.fields, unfolded, bytes), head_(head) {}

 private:
  void on_request_impl(http::verb, Text method, Text target, int version, Error&) override {
    head_.method = {method.data(), method.size()};
    head_.target = {target.data(), target.size()};
    head_.http_1_0 = version == 10;
  }
  void on_response_impl(int, Text, int, Error&) override {}

  RequestHead& head_;
};

HeadState RequestParser::refuse(int status) {
  status_ = status;
  searched_ = 0;
  return HeadState::refused;
}

HeadState RequestParser::check_incomplete(std::string_view bytes) {
  const auto newline = bytes.find('\n');
  if (std::min(newline, bytes.size()) > longest_request_line) return refuse(414);
  // Else one who ends lines with a bare LF would wait for the answer until the time is over.
  if (newline != bytes.npos && (newline == 0 || bytes[newline - 1] != '\r')) return refuse(400);
  return bytes.size() >= longest_request_head ? refuse(400) : HeadState::incomplete;
}

HeadState RequestParser::parse(std::string_view bytes, RequestHead& head) {
  const std::string_view whole = whole_head(bytes, searched_);
  if (whole.empty()) return check_incomplete(bytes);
  if (whole.find('\n') > longest_request_line) return refuse(414);
  if (whole.size() > longest_request_head) return refuse(400);
  Reader reader(head, unfolded_, whole);
  if (!reader.read()) return refuse(reader.version_refused() ? 505 : 400);
  if (reader.any_transfer_coding_but_chunked()) return refuse(501);
  head.size = whole.size();
  head.keep_alive = reader.keep_alive();
  head.chunked = reader.chunked();
  head.upgrade = reader.upgrade();
  head.content_length = to_std(reader.content_length());
  return check(head);
}

HeadState RequestParser::check(RequestHead& head) {
  bool websocket = false;
  int hosts = 0;
  head.expects_continue = false;
  head.host = {};
  for (const Field& sent : head.fields) {
    if (sent.id == field::host) {
      ++hosts;
      head.host = sent.value;
    } else if (sent.id == field::upgrade) {
      websocket = elb::equals_ignoring_case(sent.value, "websocket");
    } else if (sent.id == field::expect) {
      head.expects_continue = elb::equals_ignoring_case(sent.value, "100-continue");
    }
  }
  head.upgrade = head.upgrade && websocket;
  if (hosts > 1 || (hosts == 0 && !head.http_1_0)) return refuse(400);
  if (head.http_1_0 && head.chunked) return refuse(400);
  split_target(head);
  if (!head.path.starts_with('/') && head.path != "*") return refuse(400);
  return HeadState::complete;
}

class ResponseParser::Reader final : public Reading<false> {
 public:
  Reader(ResponseHead& head, std::list<std::string>& unfolded, std::string_view bytes)
      : Reading(head.fields, unfolded, bytes), head_(head) {}

 private:
  void on_request_impl(http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int status, Text reason, int, Error&) override {
    head_.status = status;
    head_.reason = {reason.data(), reason.size()};
  }

  ResponseHead& head_;
};

HeadState ResponseParser::parse(std::string_view bytes, ResponseHead& head) {
  const std::string_view whole = whole_head(bytes, searched_);
  if (whole.empty()) {
    return bytes.size() >= longest_response_head ? HeadState::refused : HeadState::incomplete;
  }
  Reader reader(head, unfolded_, whole);
  if (whole.size() > longest_response_head || !reader.read()) return HeadState::refused;
  // A status below 100, such as 000, could not be told on in three digits.
  if (reader.any_transfer_coding_but_chunked() || head.status < 100) return HeadState::refused;
  head.size = whole.size();
  head.keep_alive = reader.keep_alive();
  head.chunked = reader.chunked();
  head.content_length = to_std(reader.content_length());
  return HeadState::complete;
}

}  // namespace drydock::proxy
