# Flags and helpers that every box shares.

find_program(DRYDOCK_CCACHE ccache)
if(DRYDOCK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The two sloppinesses are what ccache asks for with precompiled headers; paths count from the
  # clone, so that one cache serves every clone.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1;${DRYDOCK_CCACHE}")
endif()

add_library(drydock_flags INTERFACE)
target_include_directories(drydock_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(
  drydock_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
                          -Wold-style-cast -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Half a gigabyte before it looks for garbage (KiB): a tenth of the time, for as much more memory.
  target_compile_options(drydock_flags INTERFACE "SHELL:--param ggc-min-heapsize=524288")
  # In a unity build every source is a file that is included, where GCC warns of local types.
  target_compile_options(drydock_flags INTERFACE -Wno-subobject-linkage)
  # GCC 12 warns falsely about inlined strings, optionals and coroutine frames at -O2.
  target_compile_options(
    drydock_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-dangling-pointer
                            -Wno-mismatched-new-delete)
  # Designated initializers leave members out on purpose; GCC 12 warns of them all the same.
  target_compile_options(drydock_flags INTERFACE -Wno-missing-field-initializers)
endif()
target_compile_definitions(
  drydock_flags
  INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
            BOOST_ASIO_NO_DEPRECATED DRYDOCK_VERSION="${PROJECT_VERSION}")

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND DRYDOCK_CCACHE)
  # What ccache needs to see through a precompiled header.
  target_compile_options(drydock_flags INTERFACE -fpch-preprocess)
endif()

# A function of the release that nobody calls is left out: a megabyte less resident, since what is
# used comes with its neighbourhood.
add_compile_options($<$<CONFIG:Release>:-ffunction-sections> $<$<CONFIG:Release>:-fdata-sections>)
add_link_options($<$<CONFIG:Release>:-Wl,--gc-sections>)

if(DRYDOCK_SANITIZE)
  # Asio would keep freed coroutine frames for the next one, where no sanitizer sees their misuse.
  target_compile_definitions(drydock_flags INTERFACE BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING
                                                     BOOST_ASIO_DISABLE_SMALL_BLOCK_RECYCLING)
endif()
if(DRYDOCK_SANITIZE STREQUAL "address")
  # Without two checks that take a third of the build's time: ASan stops at a null pointer by itself,
  # and the machines that tests run on do not mind alignment.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,alignment
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(DRYDOCK_SANITIZE STREQUAL "fuzzer")
  # What libFuzzer watches; its main() is linked into the fuzzers alone. RapidJSON's stack adds to
  # a null pointer, which does no harm; Clang 14 cannot put function's mark before the parts of a
  # coroutine.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined
                      -fno-sanitize=null,alignment,pointer-overflow,function
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  # What Clang warns of beyond GCC is for the preset clang to say.
  target_compile_options(drydock_flags INTERFACE -Wno-error)
elseif(DRYDOCK_SANITIZE STREQUAL "thread")
  # Asio's fences are not seen by TSan, as GCC says; its locks are, and they order the same things.
  add_compile_options(-fsanitize=thread -Wno-tsan)
  add_link_options(-fsanitize=thread)
endif()

# drydock_allocator(PROGRAM): jemalloc in place of glibc's malloc, which looks through all that was
# freed in between for a small text: tens of milliseconds amid a hundred thousand tasks. A sanitizer
# brings its own.
function(drydock_allocator program)
  if(NOT DRYDOCK_SANITIZE)
    target_link_libraries(${program} PRIVATE "${JEMALLOC_LIBRARY}")
  endif()
endfunction()

# drydock_precompiled(TARGET): compiles the target's sources with the one precompiled header: Asio's
# coroutines and the store, which knows no record.
function(drydock_precompiled target)
  target_precompile_headers(${target} REUSE_FROM drydock_precompiled)
endfunction()

# drydock_library(NAME [SYSTEM_LIBS...]): a static library of every .cc below the calling folder,
# save what has a target of its own.
function(drydock_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  list(FILTER sources EXCLUDE REGEX "/(generator|programs|emulator/model)/")
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC drydock_flags ${ARGN})
endfunction()
