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

/// The length of "http://" or "https://", where the target starts with it.
std::size_t scheme_size(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (elb::equals_ignoring_case(target.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

/// Parts an absolute target, "http://host/path?query", or an ordinary one. A path that is not there
/// is the root's.
void split_target(RequestHead& head) {
  std::string_view rest = head.target;
  if (const std::size_t scheme = scheme_size(rest); scheme > 0) {
    rest.remove_prefix(scheme);
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    head.host = rest.substr(0, end);
    rest.remove_prefix(end);
  }
  const auto mark = rest.find('?');
  head.path = rest.substr(0, mark);
  head.query = mark == rest.npos ? std::string_view() : rest.substr(mark + 1);
  if (head.path.empty()) head.path = "/";
}

/// Whether this may be a name or an address, with or without a port.
/// https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2
bool is_host(std::string_view text) {
  return text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
             "-._~!$&'()*+,;=%:[]") == text.npos;
}

/// How many addresses a list has: empty places of it are none.
std::size_t count_addresses(std::string_view list) {
  std::size_t count = 0;
  bool in_one = false;
  for (const char c : list) {
    const bool blank = c == ' ' || c == '\t' || c == ',';
    if (!blank && !in_one) ++count;
    in_one = c != ',' && (in_one || !blank);
  }
  return count;
}

/// "HTTP/1.1 200" ends after the status: RFC 9112 wants a blank there, but many a server that has
/// no reason to tell leaves it out too, and Beast then refuses it.
constexpr std::string_view bare_status_line = "HTTP/1.1 200";

bool lacks_reason(std::string_view head) {
  return head.find('\r') == bare_status_line.size() && head.starts_with("HTTP/1.");
}

std::optional<std::uint64_t> to_std(const boost::optional<std::uint64_t>& length) {
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

}  // namespace

BodyFrame RequestHead::body() const {
  return chunked ? BodyFrame::chunked() : BodyFrame::of_length(content_length.value_or(0));
}

BodyFrame ResponseHead::body(bool to_head) const {
  if (to_head || never_has_body()) return BodyFrame::of_length(0);
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

/// An empty line before the request line is passed over: old clients end a body with one.
/// https://www.rfc-editor.org/rfc/rfc9112#section-2.2
HeadState RequestParser::parse(std::string_view sent, RequestHead& head) {
  const std::size_t passed_over = sent.starts_with("\r\n") ? 2 : 0;
  const std::string_view bytes = sent.substr(passed_over);
  const std::string_view whole = whole_head(bytes, searched_);
  if (whole.empty()) return check_incomplete(bytes);
  if (whole.find('\n') > longest_request_line) return refuse(414);
  if (whole.size() > longest_request_head) return refuse(400);
  Reader reader(head, unfolded_, whole);
  if (!reader.read()) return refuse(reader.version_refused() ? 505 : 400);
  if (reader.any_transfer_coding_but_chunked()) return refuse(501);
  head.size = passed_over + whole.size();
  head.keep_alive = reader.keep_alive();
  head.chunked = reader.chunked();
  head.upgrade = reader.upgrade();
  head.content_length = to_std(reader.content_length());
  return check(head);
}

HeadState RequestParser::check(RequestHead& head) {
  head.host = {};
  const HeadState fields = check_fields(head);
  if (fields != HeadState::complete) return fields;
  if (head.http_1_0 && head.chunked) return refuse(400);
  const bool has_body = head.chunked || head.content_length.value_or(0) > 0;
  head.upgrade = head.upgrade && head.method == "GET" && !head.http_1_0 && !has_body;
  split_target(head);
  if (!is_host(head.host)) return refuse(400);
  const bool of_server = head.path == "*" && head.method == "OPTIONS";
  return head.path.starts_with('/') || of_server ? HeadState::complete : refuse(400);
}

HeadState RequestParser::check_fields(RequestHead& head) {
  bool websocket = false;
  std::size_t hosts = 0;
  std::size_t forwarded_for = 0;
  head.expects_continue = false;
  for (const Field& sent : head.fields) {
    if (sent.id == field::host) {
      ++hosts;
      head.host = sent.value;
    } else if (sent.id == field::upgrade) {
      websocket = elb::equals_ignoring_case(sent.value, "websocket");
    } else if (sent.id == field::expect) {
      head.expects_continue = elb::equals_ignoring_case(sent.value, "100-continue");
    } else if (sent.id == field::unknown &&
               elb::equals_ignoring_case(sent.name, "X-Forwarded-For")) {
      forwarded_for += count_addresses(sent.value);
    }
  }
  head.upgrade = head.upgrade && websocket;
  if (hosts > 1 || (hosts == 0 && !head.http_1_0)) return refuse(400);
  return forwarded_for > most_forwarded_for ? refuse(463) : HeadState::complete;
}

class ResponseParser::Reader final : public Reading<false> {
 public:
  Reader(ResponseHead& head, std::list<std::string>& unfolded, std::string_view bytes)
      : Reading(head.fields, unfolded, bytes), head_(head) {}
  [[nodiscard]] bool http_1_0() const { return http_1_0_; }

 private:
  void on_request_impl(http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int status, Text reason, int version, Error&) override {
    http_1_0_ = version == 10;
    head_.status = status;
    head_.reason = {reason.data(), reason.size()};
  }

  ResponseHead& head_;
  bool http_1_0_ = false;
};

HeadState ResponseParser::parse(std::string_view bytes, ResponseHead& head) {
  const std::string_view whole = whole_head(bytes, searched_);
  if (whole.empty()) {
    return bytes.size() >= longest_response_head ? HeadState::refused : HeadState::incomplete;
  }
  if (whole.size() > longest_response_head) return HeadState::refused;
  std::string_view readable = whole;
  if (lacks_reason(whole)) {
    completed_.assign(whole).insert(bare_status_line.size(), 1, ' ');
    readable = completed_;
  }
  Reader reader(head, unfolded_, readable);
  if (!reader.read() || reader.any_transfer_coding_but_chunked()) return HeadState::refused;
  // A status below 100, such as 000, could not be told on in three digits.
  if (head.status < 100) return HeadState::refused;
  head.size = whole.size();
  head.chunked = reader.chunked();
  // A server of HTTP/1.0 that sends chunks does not know what it does.
  // https://www.rfc-editor.org/rfc/rfc9112#section-6.1
  head.keep_alive = reader.keep_alive() && !(head.chunked && reader.http_1_0());
  head.content_length = to_std(reader.content_length());
  return HeadState::complete;
}

}  // namespace drydock::proxy
