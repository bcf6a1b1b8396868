#!/usr/bin/env python3
"""One awsJson call so many times, by several clients at once; wrk knows only how long.

usage: repeat.py PORT COUNT TARGET AUTHORIZATION BODY
"""

import socket
import sys
import threading

PORT, COUNT = int(sys.argv[1]), int(sys.argv[2])
TARGET, AUTHORIZATION, BODY = sys.argv[3:]
CLIENTS = 16
BREATH = 50  # Requests that a client sends before it reads the answers.
REQUEST = (
    f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {TARGET}\r\n"
    f"Authorization: {AUTHORIZATION}\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}"
).encode()
failed = []


def client(count):
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        while count > 0:
            wanted = min(BREATH, count)
            connection.sendall(REQUEST * wanted)
            seen, tail = 0, b""
            while seen < wanted:
                piece = connection.recv(1 << 20)
                if not piece:
                    failed.append("the connection ended")
                    return
                # An answer's first line may come in two pieces.
                text = tail + piece
                seen += text.count(b"HTTP/1.1 200 ")
                tail = text[-12:]
            count -= wanted


shares = [COUNT // CLIENTS + (i < COUNT % CLIENTS) for i in range(CLIENTS)]
threads = [threading.Thread(target=client, args=(share,), daemon=True) for share in shares]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=300)
    if thread.is_alive():
        failed.append("an answer was not a 200, or did not come")
sys.exit("; ".join(failed) or 0)
