// drydock's own program in containers: static and without a C library, so that an image of it is a
// few kilobytes and nothing is pulled. What it does is in its arguments.
//
//   program              holds a task's network namespace and does nothing else, until SIGTERM or
//                        SIGINT. As process 1 of its container it has no default action for signals
//                        and inherits every orphan of the namespace, so it waits for both.
//   program kill MARK    kills every process that it can see whose environment holds MARK, a whole
//                        variable such as NAME=value, until there is none.

namespace {

enum Signal : long { interrupted = 2, killed = 9, terminated = 15, child_ended = 17 };

// The kernel's signal sets have bit n-1 for signal n.
constexpr unsigned long bit(Signal signal) { return 1UL << (signal - 1); }
constexpr unsigned long awaited = bit(interrupted) | bit(terminated) | bit(child_ended);

#if defined(__x86_64__)

constexpr long sigprocmask_call = 14, sigtimedwait_call = 128, wait4_call = 61, exit_call = 60,
               read_call = 0, close_call = 3, nanosleep_call = 35, kill_call = 62,
               getdents64_call = 217, openat_call = 257;

long call(long number, long a, long b, long c, long d) {
  register long fourth asm("r10") = d;
  long result = number;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(fourth)
               : "rcx", "r11", "memory");
  return result;
}

// The kernel starts a program with its arguments on the stack.
asm(".globl _start\n"
    "_start:\n"
    "  mov %rsp, %rdi\n"
    "  and $-16, %rsp\n"
    "  call drydock_program\n");

#elif defined(__aarch64__)

constexpr long sigprocmask_call = 135, sigtimedwait_call = 137, wait4_call = 260, exit_call = 93,
               read_call = 63, close_call = 57, nanosleep_call = 101, kill_call = 129,
               getdents64_call = 61, openat_call = 56;

long call(long number, long a, long b, long c, long d) {
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}

// The kernel starts a program with its arguments on the stack.
asm(".globl _start\n"
    "_start:\n"
    "  mov x0, sp\n"
    "  bl drydock_program\n");

#else
#error "drydock's program knows the system calls of x86-64 and AArch64 only"
#endif

template <class T>
long address_of(const T* thing) {
  return reinterpret_cast<long>(thing);
}

bool are_equal(const char* left, const char* right) {
  while (*left != '\0' && *left == *right) {
    ++left;
    ++right;
  }
  return *left == *right;
}

void reap_children() {
  constexpr long any_child = -1;
  constexpr long do_not_hang = 1;
  while (call(wait4_call, any_child, 0, do_not_hang, 0) > 0) {
  }
}

[[noreturn]] void leave(long exit_code) {
  for (;;) call(exit_call, exit_code, 0, 0, 0);
}

[[noreturn]] void hold_namespace() {
  constexpr long block = 0;
  const unsigned long set = awaited;
  call(sigprocmask_call, block, address_of(&set), 0, sizeof set);
  for (;;) {
    const long signal = call(sigtimedwait_call, address_of(&set), 0, 0, sizeof set);
    if (signal == child_ended) reap_children();
    if (signal == terminated || signal == interrupted) leave(0);
  }
}

long open_to_read(const char* path, long flags) {
  constexpr long from_working_folder = -100;
  return call(openat_call, from_working_folder, address_of(path), flags, 0);
}

char buffer[32768];

/// Whether one of the variables, each of which ends with a NUL, is the mark.
bool environment_holds(const char* pid, const char* mark) {
  char path[64];
  char* end = path;
  const char* const parts[] = {"/proc/", pid, "/environ"};
  for (const char* part : parts) {
    while (*part != '\0' && end < path + sizeof path - 1) *end++ = *part++;
  }
  *end = '\0';
  const long file = open_to_read(path, 0);
  if (file < 0) return false;
  bool found = false;
  bool matches = true;
  const char* at = mark;
  for (long size = 0; (size = call(read_call, file, address_of(buffer), sizeof buffer, 0)) > 0;) {
    for (long i = 0; i < size; ++i) {
      const char letter = buffer[i];
      found = found || (letter == '\0' && matches && *at == '\0');
      matches = letter == '\0' || (matches && *at == letter);
      at = letter == '\0' ? mark : at + (matches ? 1 : 0);
    }
  }
  call(close_call, file, 0, 0, 0);
  return found;
}

/// The number that a name in /proc is; 0 for a name that is none.
long number_of(const char* name) {
  long number = 0;
  for (; *name != '\0'; ++name) {
    if (*name < '0' || *name > '9') return 0;
    number = 10 * number + (*name - '0');
  }
  return number;
}

char entries[32768];

/// How many processes it has killed.
int kill_once(const char* mark) {
  constexpr long folder_only = 0x10000;
  // struct linux_dirent64: inode and offset, then the entry's length, its type and its name.
  constexpr long length_at = 16, name_at = 19;
  const long folder = open_to_read("/proc", folder_only);
  int count = 0;
  for (long size = 0;
       (size = call(getdents64_call, folder, address_of(entries), sizeof entries, 0)) > 0;) {
    for (long at = 0; at < size;) {
      const char* entry = entries + at;
      const auto* length = reinterpret_cast<const unsigned char*>(entry + length_at);
      const long pid = number_of(entry + name_at);
      if (pid > 1 && environment_holds(entry + name_at, mark)) {
        call(kill_call, pid, killed, 0, 0);
        ++count;
      }
      at += length[0] | length[1] << 8;
    }
  }
  call(close_call, folder, 0, 0, 0);
  return count;
}

/// More than once: what is being killed may have started another just before.
[[noreturn]] void kill_marked(const char* mark) {
  constexpr int most_rounds = 100;
  const long ten_milliseconds[2] = {0, 10'000'000};
  for (int round = 0; round < most_rounds && kill_once(mark) > 0; ++round) {
    call(nanosleep_call, address_of(ten_milliseconds), 0, 0, 0);
  }
  leave(0);
}

}  // namespace

/// `stack` is the number of arguments, and after it where they are.
extern "C" [[noreturn]] void drydock_program(const long* stack) {
  const auto* const* arguments = reinterpret_cast<const char* const*>(stack + 1);
  if (stack[0] == 1) hold_namespace();
  if (stack[0] == 3 && are_equal(arguments[1], "kill")) kill_marked(arguments[2]);
  leave(2);
}
