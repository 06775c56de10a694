"""The fault server: real sockets, in the test's own loop. Each path has a fault: a coroutine over its connection."""

import asyncio
import contextlib
import socket
import struct


class Connection:
    """One connection of a client, with what a fault needs to break it."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def send(self, *pieces):
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def answer(self, body=b"", *headers, status="200 OK"):
        """A whole and proper answer."""
        await self.send(b"\r\n".join((head(status, *headers, f"Content-Length: {len(body)}"), body)))

    async def drip(self, piece):
        """Go on and on, until the client has had enough."""
        while True:
            await self.send(piece)
            await asyncio.sleep(0)

    async def gone(self):
        """Wait until the client has closed the connection."""
        await self.reader.read()

    def close(self):
        self.writer.close()

    def reset(self):
        """End with a reset, as a crashed server does, and not with a proper end."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


def head(status, *headers):
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "")).encode("latin-1")


class FaultServer:
    """Serves `faults`, by path; what is not among them is 404. It counts connections, and keeps requests as sent."""

    def __init__(self):
        self.faults = {}
        self.requests, self.connections, self.open = [], 0, {}
        self._server = None

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for connection in self.open.values():
            connection.writer.transport.abort()
        await asyncio.gather(*self.open)

    @property
    def paths(self):
        """The paths asked for, less robots.txt."""
        asked = [request.split()[1].decode() for request in self.requests]
        return [path for path in asked if path != "/robots.txt"]

    async def _serve(self, reader, writer):
        self.connections += 1
        task = asyncio.current_task()
        self.open[task] = connection = Connection(reader, writer)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                while not writer.is_closing():
                    request = await reader.readuntil(b"\r\n\r\n")
                    self.requests.append(request)
                    fault = self.faults.get(request.split()[1].decode())
                    if fault is None:
                        await connection.answer(status="404 Not Found")
                    else:
                        await fault(connection)
        finally:
            del self.open[task]
            writer.close()
