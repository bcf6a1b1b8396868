#pragma once

/// GnuTLS comes with libcurl, whose librtmp has it, and nothing in drydock uses it. What its
/// library would make ready when it is loaded takes a megabyte and a millisecond. It leaves that
/// where the program defines this function.
/// https://www.gnutls.org/manual/html_node/Initialization.html
extern "C" int _gnutls_global_init_skip();
