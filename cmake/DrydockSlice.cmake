# Programs of a part of the tree, for builds in which whole boxes cost too much.

# drydock_sources_of(VARIABLE ROOT...): the roots and every source that they need, paths from the
# top of the tree. What a header declares is defined in the .cc beside it; what is not is a root.
function(drydock_sources_of variable)
  set(found)
  set(open ${ARGN})
  while(open)
    list(POP_FRONT open file)
    if(file IN_LIST found OR NOT EXISTS "${CMAKE_SOURCE_DIR}/${file}")
      continue()
    endif()
    list(APPEND found "${file}")
    # A change of what is included changes the list.
    set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                                                                 "${CMAKE_SOURCE_DIR}/${file}")
    file(STRINGS "${CMAKE_SOURCE_DIR}/${file}" includes REGEX "^#include \"[^\"]+\"")
    foreach(include IN LISTS includes)
      string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" header "${include}")
      string(REGEX REPLACE "\\.h$" ".cc" source "${header}")
      list(APPEND open "${header}" "${source}")
    endforeach()
  endwhile()
  list(FILTER found INCLUDE REGEX "\\.cc$")
  set(${variable} ${found} PARENT_SCOPE)
endfunction()

# drydock_slice(NAME FOLDERS folder... [ALSO source...] [EXCEPT regex]): a program of the sources of
# these folders and of no more than they need.
function(drydock_slice name)
  cmake_parse_arguments(SLICE "" "EXCEPT" "FOLDERS;ALSO" ${ARGN})
  set(roots ${SLICE_ALSO})
  foreach(folder ${SLICE_FOLDERS})
    file(GLOB sources CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}"
         "${CMAKE_SOURCE_DIR}/${folder}/*.cc")
    list(APPEND roots ${sources})
  endforeach()
  if(SLICE_EXCEPT)
    list(FILTER roots EXCLUDE REGEX "${SLICE_EXCEPT}")
  endif()
  drydock_sources_of(sources ${roots})
  # These are a library's, which is linked.
  list(FILTER sources EXCLUDE REGEX "^emulator/model/")
  list(TRANSFORM sources PREPEND "${CMAKE_SOURCE_DIR}/")
  add_executable(${name} ${sources})
  # Sources that meet nowhere else may call things alike.
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  target_link_libraries(
    ${name} PRIVATE drydock_model drydock_asio OpenSSL::Crypto CURL::libcurl "${SQLITE_LIBRARY}"
                    "${CBOR_LIBRARY}" "${YAML_LIBRARY}" spdlog::spdlog_header_only pugixml::pugixml "${RE2_LIBRARY}")
endfunction()
