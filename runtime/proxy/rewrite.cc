#include "runtime/proxy/rewrite.h"

#include <charconv>

#include "emulator/elb/door.h"

namespace drydock::proxy {
namespace {

using boost::beast::http::field;
using elb::equals_ignoring_case;

constexpr std::string_view forwarded_for = "X-Forwarded-For";
constexpr std::string_view forwarded_proto = "X-Forwarded-Proto";
constexpr std::string_view forwarded_port = "X-Forwarded-Port";
constexpr std::string_view trace_header = "X-Amzn-Trace-Id";

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

/// Of the connection alone, or written anew.
bool is_of_one_hop(field id) {
  switch (id) {
    case field::connection:
    case field::keep_alive:
    case field::proxy_connection:
    case field::te:
    case field::upgrade:
    case field::transfer_encoding:
    case field::content_length:
      return true;
    default:  // Beast's enumeration, of some 350 fields.
      return false;
  }
}

bool is_option(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    std::string_view option = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (option.starts_with(' ') || option.starts_with('\t')) option.remove_prefix(1);
    while (option.ends_with(' ') || option.ends_with('\t')) option.remove_suffix(1);
    if (equals_ignoring_case(option, name)) return true;
  }
  return false;
}

/// Whether a Connection field names this one as meant for the next hop only. The usual "close" and
/// "keep-alive" name none.
bool is_named_in_connection(const std::vector<Field>& fields, std::string_view name) {
  for (const Field& sent : fields) {
    if (sent.id != field::connection) continue;
    if (equals_ignoring_case(sent.value, "keep-alive")) continue;
    if (is_option(sent.value, name)) return true;
  }
  return false;
}

/// The client's own addresses, if they are to be kept, and then the client.
void append_forwarded_for(std::string& out, const std::vector<Field>& fields,
                          const elb::RoutedListener& listener, const Origin& origin) {
  if (listener.forwarded_for == elb::ForwardedFor::remove) return;
  const std::size_t start = out.size();
  out.append(forwarded_for).append(": ");
  const std::size_t first_value = out.size();
  const auto separate = [&] {
    if (out.size() > first_value) out.append(", ");
  };
  for (const Field& sent : fields) {
    if (sent.id != field::unknown || !equals_ignoring_case(sent.name, forwarded_for)) continue;
    separate();
    out.append(sent.value);
  }
  if (listener.forwarded_for == elb::ForwardedFor::append) {
    separate();
    out.append(origin.client_address);
    if (listener.forwarded_for_with_port) {
      out += ':';
      append_number(out, static_cast<std::uint64_t>(origin.client_port));
    }
  }
  if (out.size() == first_value) {
    out.resize(start);
  } else {
    out.append("\r\n");
  }
}

/// Unless the host header is preserved, it has the port that was asked if that is not a default
/// one. A client that names no host means the load balancer itself.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#host-header-preservation
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#http-headers
void append_host(std::string& out, std::string_view sent, const elb::RoutedListener& listener,
                 int port) {
  const std::string_view host = sent.empty() ? std::string_view(listener.host) : sent;
  if (host.empty()) return;
  out.append("Host: ");
  const bool default_port = port == 80 || port == 443;
  const std::string_view bare = elb::without_port(host);
  out.append(listener.preserve_host || !default_port ? host : bare);
  if (!listener.preserve_host && !default_port && bare.size() == host.size()) {
    out += ':';
    append_number(out, static_cast<std::uint64_t>(port));
  }
  out.append("\r\n");
}

/// A trace that came with the request goes on, with this hop as its Self.
void append_trace(std::string& out, const std::vector<Field>& fields, const TraceId& trace_id) {
  const std::string_view own(trace_id.data(), trace_id.size());
  out.append(trace_header).append(": ");
  for (const Field& sent : fields) {
    if (sent.id != field::unknown || !equals_ignoring_case(sent.name, trace_header)) continue;
    out.append("Self=").append(own).append(";").append(sent.value).append("\r\n");
    return;
  }
  out.append("Root=").append(own).append("\r\n");
}

bool is_replaced(const Field& sent) {
  if (sent.id == field::host) return true;
  if (sent.id != field::unknown) return false;
  return equals_ignoring_case(sent.name, forwarded_for) ||
         equals_ignoring_case(sent.name, forwarded_proto) ||
         equals_ignoring_case(sent.name, forwarded_port) ||
         equals_ignoring_case(sent.name, trace_header);
}

bool is_valid_name(std::string_view name) {
  return name.find_first_not_of(
             "-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == name.npos;
}

template <class Head>
void append_framing(std::string& out, const Head& head) {
  if (head.chunked) {
    out.append("Transfer-Encoding: chunked\r\n");
  } else if (head.content_length) {
    out.append("Content-Length: ");
    append_number(out, *head.content_length);
    out.append("\r\n");
  }
}

bool has_options(const std::vector<Field>& fields) {
  for (const Field& sent : fields) {
    if (sent.id == field::connection && !equals_ignoring_case(sent.value, "keep-alive") &&
        !equals_ignoring_case(sent.value, "close")) {
      return true;
    }
  }
  return false;
}

}  // namespace

void write_request_head(std::string& out, const RequestHead& head,
                        const elb::RoutedListener& listener, const Origin& origin,
                        const TraceId& trace_id) {
  out.append(head.method).append(" ");
  if (head.target.starts_with('/')) {
    out.append(head.target);
  } else {
    out.append(head.path);
    if (!head.query.empty()) out.append("?").append(head.query);
  }
  out.append(" HTTP/1.1\r\n");
  append_forwarded_for(out, head.fields, listener, origin);
  append_field(out, forwarded_proto, "http");
  out.append(forwarded_port).append(": ");
  append_number(out, static_cast<std::uint64_t>(origin.port));
  out.append("\r\n");
  append_host(out, head.host, listener, origin.port);
  append_trace(out, head.fields, trace_id);
  const bool options = has_options(head.fields);
  for (const Field& sent : head.fields) {
    if (is_of_one_hop(sent.id) || is_replaced(sent)) continue;
    if (options && is_named_in_connection(head.fields, sent.name)) continue;
    if (listener.drop_invalid_headers && !is_valid_name(sent.name)) continue;
    append_field(out, sent.name, sent.value);
  }
  if (head.upgrade) out.append("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  append_framing(out, head);
  out.append("\r\n");
}

void write_response_head(std::string& out, const ResponseHead& head,
                         const ResponseOptions& options) {
  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::uint64_t>(head.status));
  out.append(" ").append(head.reason).append("\r\n");
  const bool hop_options = has_options(head.fields);
  for (const Field& sent : head.fields) {
    if (is_of_one_hop(sent.id)) continue;
    if (hop_options && is_named_in_connection(head.fields, sent.name)) continue;
    append_field(out, sent.name, sent.value);
  }
  out.append(options.more_fields);
  if (!options.without_framing && !head.never_has_body()) append_framing(out, head);
  if (!head.interim()) {
    switch (options.after) {
      case After::keep:
        out.append("Connection: keep-alive\r\n");
        break;
      case After::close:
        out.append("Connection: close\r\n");
        break;
      case After::upgrade:
        out.append("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        break;
    }
  }
  out.append("\r\n");
}

TraceId make_trace_id(TimePoint now, std::uint64_t high_bits, std::uint64_t low_bits) {
  constexpr char digits[] = "0123456789abcdef";
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  TraceId id;
  id[0] = '1';
  id[1] = id[10] = '-';
  const auto fill = [&](std::size_t first, std::size_t last, std::uint64_t bits) {
    for (std::size_t place = last; place >= first; --place, bits >>= 4)
      id[place] = digits[bits & 15];
  };
  fill(2, 9, static_cast<std::uint64_t>(seconds.count()));
  fill(11, 26, low_bits);
  fill(27, 34, high_bits);
  return id;
}

}  // namespace drydock::proxy
