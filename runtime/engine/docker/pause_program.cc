#include "runtime/engine/docker/pause_program.h"

// The build says where the program is that it has made of programs/pause.cc.
asm(".section .rodata\n"
    "drydock_pause_program:\n"
    ".incbin \"" DRYDOCK_PAUSE_PROGRAM
    "\"\n"
    "drydock_pause_program_end:\n"
    ".previous\n");

extern "C" const char drydock_pause_program[];
extern "C" const char drydock_pause_program_end[];

namespace drydock::docker {

std::string_view pause_program() { return {drydock_pause_program, drydock_pause_program_end}; }

}  // namespace drydock::docker
