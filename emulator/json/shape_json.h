#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/json/document.h"
#include "emulator/json/writer.h"
#include "emulator/model/input_budget.h"
#include "emulator/model/shape.h"
#include "emulator/model/violation.h"

/// Generated structs as awsJson has them: timestamps are numbers of epoch seconds with a fraction,
/// blobs are base64, what is not set is absent. One walk over the shape tables serves all structs.
/// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
namespace drydock::json {

/// Fills `value`, a struct of `shape` with nothing set, from an object. Members that the shape does
/// not have are ignored, and null counts as absent. A value of the wrong type ends it with
/// error_code in AWS's words, as do lists and maps beyond `budget`; a required member that is
/// missing, a text that is no enumerator and a list longer than the model allows, of which no
/// element is then made, go to `violations`.
Result<Done> decode(View view, const model::Shape& shape, void* value,
                    model::Violations& violations, model::InputBudget budget);

/// The same for a generated struct.
template <class T>
Result<Done> decode(View view, T& value, model::Violations& violations,
                    model::InputBudget budget = model::InputBudget(1024 * 1024)) {
  return decode(view, model::shape_of<T>(), &value, violations, budget);
}

/// Writes the value of `shape` at `value`.
void encode(Writer& writer, const model::Shape& shape, const void* value);

/// The same for a generated struct.
template <class T>
void encode(Writer& writer, const T& value) {
  encode(writer, model::shape_of<T>(), &value);
}

/// Writes a View's value again.
void copy(Writer& writer, View view);

/// The JSON text of a View's value.
std::string to_text(View view);

}  // namespace drydock::json
