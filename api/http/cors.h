#pragma once

#include <string>
#include <string_view>

#include "api/http/answer.h"
#include "api/http/exchange.h"

/// What a browser is told so that a trusted origin's page may read the answers.
/// https://fetch.spec.whatwg.org/#http-cors-protocol
namespace drydock::http {

/// The lines that every answer to such a page has.
std::string cors_lines(std::string_view origin);

/// Whether the browser asks before it sends the page's request.
bool is_preflight(const RequestHeader& request);

/// That the page may send what it asks for; cors_lines stand beside it.
Answer preflight_answer(const RequestHeader& request);

}  // namespace drydock::http
