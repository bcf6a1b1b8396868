// The pause program: it holds a task's network namespace and does nothing else, until SIGTERM or
// SIGINT. Static and without a C library, so that an image of it is a few hundred bytes and
// nothing is pulled. As process 1 of its container it has no default action for signals and
// inherits every orphan of the namespace, so it waits for both.

namespace {

enum Signal : long { interrupted = 2, terminated = 15, child_ended = 17 };

// The kernel's signal sets have bit n-1 for signal n.
constexpr unsigned long bit(Signal signal) { return 1UL << (signal - 1); }
constexpr unsigned long awaited = bit(interrupted) | bit(terminated) | bit(child_ended);

#if defined(__x86_64__)

constexpr long sigprocmask_call = 14, sigtimedwait_call = 128, wait4_call = 61, exit_call = 60;

long call(long number, long a, long b, long c, long d) {
  register long fourth asm("r10") = d;
  long result = number;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(a), "S"(b), "d"(c), "r"(fourth)
               : "rcx", "r11", "memory");
  return result;
}

#elif defined(__aarch64__)

constexpr long sigprocmask_call = 135, sigtimedwait_call = 137, wait4_call = 260, exit_call = 93;

long call(long number, long a, long b, long c, long d) {
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}

#else
#error "The pause program knows the system calls of x86-64 and AArch64 only"
#endif

long address_of(const unsigned long& set) { return reinterpret_cast<long>(&set); }

void reap_children() {
  constexpr long any_child = -1;
  constexpr long do_not_hang = 1;
  while (call(wait4_call, any_child, 0, do_not_hang, 0) > 0) {
  }
}

}  // namespace

extern "C" [[noreturn]] void _start() {
  constexpr long block = 0;
  const unsigned long set = awaited;
  call(sigprocmask_call, block, address_of(set), 0, sizeof set);
  for (;;) {
    const long signal = call(sigtimedwait_call, address_of(set), 0, 0, sizeof set);
    if (signal == child_ended) reap_children();
    if (signal == terminated || signal == interrupted) call(exit_call, 0, 0, 0, 0);
  }
}
