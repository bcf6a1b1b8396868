#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock {

/// Whether the text is the name of a Lambda function: 1 to 64 letters, digits, hyphens and
/// underscores.
bool is_function_name(std::string_view text);

/// The name in "arn:aws:lambda:REGION:ACCOUNT:function:NAME", with ":VERSION" or ":ALIAS" behind it
/// or without; nothing for any other text.
/// https://docs.aws.amazon.com/lambda/latest/dg/API_Invoke.html
std::optional<std::string> function_name_in_arn(std::string_view arn);

/// The name of a function that is given by its name or by its ARN.
std::string function_name_of(const std::string& given);

}  // namespace drydock
