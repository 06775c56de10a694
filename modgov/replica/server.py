"""The replica on a loopback port: a threaded HTTP server that says nothing and leaves no socket open."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .site import Replica

_LOOPBACK = "127.0.0.1"
_IDLE_SECONDS = 60


@contextmanager
def serve(replica: Replica) -> Iterator[str]:
    """Serve a replica while the context lasts; gives the site's address, such as `http://127.0.0.1:40123`."""
    with _Server(replica) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://{_LOOPBACK}:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.hang_up()
            thread.join()


class _Server(ThreadingHTTPServer):
    """Keeps hold of its connections, so that clients which keep theirs open do not outlive it."""

    daemon_threads = False

    def __init__(self, replica: Replica) -> None:
        super().__init__((_LOOPBACK, 0), _Handler)
        self.replica = replica
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection; the threads that wait on them then come to their end."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that go away in the middle of an answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together
    timeout = _IDLE_SECONDS
    server: _Server

    def do_GET(self) -> None:
        replica = self.server.replica
        replica.requests.append((time.monotonic(), self.path))
        answer = replica.answer(self.path, dict(self.headers))
        self.send_response_only(answer.status)
        for name, value in {"Server": "Microsoft-IIS/10.0", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Date", self.date_time_string())
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815 - the name is http.server's

    def log_message(self, *_args: object) -> None:
        """Say nothing on the console."""
