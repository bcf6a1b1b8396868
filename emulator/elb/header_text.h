#pragma once

#include <string_view>

/// Which of a client's texts may stand in the head of an HTTP message. One that may not could end
/// its line there and go on with a header, or a whole message, of its own.
/// https://www.rfc-editor.org/rfc/rfc9110#section-5.5
namespace drydock::elb {

/// A header's value: no control characters, so no CR, LF or NUL.
bool is_header_value(std::string_view text);
/// The name of a header, a cookie or a method: one or more of RFC 9110's token characters.
bool is_token(std::string_view text);
/// A part of a URL as it stands in a request line or a Location: visible ASCII, no spaces.
bool is_visible(std::string_view text);

}  // namespace drydock::elb
