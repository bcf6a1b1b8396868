#pragma once

namespace drydock {

/// Has the kernel send what is written to a connected TCP socket without waiting: small writes are
/// not gathered (TCP_NODELAY), and what goes to this machine itself is not paced, whichever
/// congestion control the machine has for the world outside (BBR starts a timer for every 64 KiB,
/// which cost more than the bytes: https://docs.kernel.org/networking/ip-sysctl.html). A socket
/// that refuses an option works without it.
void send_promptly(int tcp_socket);

}  // namespace drydock
