#pragma once

#include <string>
#include <string_view>

#include "emulator/model/shape.h"

namespace drydock::aws {

/// Appends `text` as the content of an element. Characters that XML 1.0 has no place for become
/// U+FFFD.
void append_xml_text(std::string& xml, std::string_view text);

/// Appends "<name>text</name>".
void append_xml_element(std::string& xml, std::string_view name, std::string_view text);

/// Appends the members of a struct, each as an element, in the way of the query protocols: lists
/// hold one element for each item, maps "entry" elements, timestamps are ISO 8601, blobs base64,
/// and what is not set is left out.
void append_xml_members(std::string& xml, const model::Shape& structure, const void* value);

}  // namespace drydock::aws
