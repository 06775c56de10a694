"""Servers on loopback, in threads of their own, that speak HTTP over whatever TLS they were given."""

import contextlib
import socket
import ssl
import threading

from .refusals import Refused, end

LONGEST = 10  # seconds, after which a connection that says nothing is given up


class Plain:
    """No TLS at all."""

    def greet(self, connection):
        return _Plain(connection)


class _Plain:
    def __init__(self, connection):
        self._connection = connection

    def read(self):
        return self._connection.recv(65536)

    def write(self, data):
        self._connection.sendall(data)

    def goodbye(self):
        pass


class OpenSsl:
    """TLS by OpenSSL. `refusal` stands in for the alert with which it would refuse a handshake."""

    def __init__(self, shown, secure, *, refusal=False):
        self.shown, self.secure, self.refusal = shown, secure, refusal

    def greet(self, connection):
        channel = _Secured(self.secure, connection)
        try:
            channel.call(channel.secured.do_handshake)
        except ssl.SSLError as error:
            raise Refused(channel.pending() if self.refusal is False else self.refusal) from error
        return channel


class _Secured:
    def __init__(self, secure, connection):
        self._connection, self._in, self._out = connection, ssl.MemoryBIO(), ssl.MemoryBIO()
        self.secured = secure.wrap_bio(self._in, self._out, server_side=True)

    def pending(self):
        return self._out.read()

    def call(self, function, *arguments):
        while True:
            try:
                result = function(*arguments)
            except ssl.SSLWantReadError:
                self._flush()
                piece = self._connection.recv(65536)
                if not piece:
                    raise ConnectionAbortedError("the client hung up") from None
                self._in.write(piece)
            else:
                self._flush()
                return result

    def _flush(self):
        if self._out.pending:
            self._connection.sendall(self._out.read())

    def read(self):
        try:
            return self.call(self.secured.read, 65536)
        except OSError:
            return b""

    def write(self, data):
        self.call(self.secured.write, data)

    def goodbye(self):
        with contextlib.suppress(ssl.SSLWantReadError):
            self.secured.unwrap()
        self._flush()


class Mute:
    """Takes connections and never answers."""

    def greet(self, connection):
        while connection.recv(65536):
            pass
        raise Refused(b"")


class Flat:
    """Refuses every handshake in one way, or only so many of the first."""

    def __init__(self, last, *, times=None, then=None):
        self.last, self.times, self.then = last, times, then

    def greet(self, connection):
        if self.times == 0:
            return self.then.greet(connection)
        if self.times is not None:
            self.times -= 1
        connection.recv(65536)
        raise Refused(self.last)


class Server:
    """A server of `pages` (path to a body, or to a whole answer). `connections` counts handshakes, failed ones too.

    An answer that is whole and names no length ends with its connection: with a goodbye in TLS, or abruptly.
    """

    def __init__(self, manner, pages, *, host="127.0.0.1", abrupt=False):
        self.manner, self.pages, self.host, self.abrupt = manner, pages, host, abrupt
        self.host_asked = host
        self.connections, self.requests, self.errors = 0, [], []
        self._socket = socket.create_server((host, 0))
        self.port = self._socket.getsockname()[1]
        self._is_stopping = False
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def url(self):
        """Where to ask it, under the name that the row is about."""
        return f"https://{self.host_asked}:{self.port}"

    def _accept(self):
        while True:
            connection, _ = self._socket.accept()
            if self._is_stopping:
                connection.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection):
        connection.settimeout(LONGEST)
        with connection:
            try:
                self._speak(self.manner.greet(connection))
            except Refused as refused:
                with contextlib.suppress(OSError):
                    end(connection, refused.last)
            except OSError:
                pass
            except Exception as error:  # noqa: BLE001 - a lab that is broken otherwise than it means to be must say so
                self.errors.append(error)

    def _speak(self, channel):
        kept = b""
        while piece := channel.read():
            kept += piece
            if b"\r\n\r\n" not in kept:
                if not b"GET ".startswith(kept[:4]):
                    channel.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                    return
                continue
            answer = self._answer(kept)
            kept = b""
            channel.write(answer)
            if b"Content-Length" not in answer:
                if not self.abrupt:
                    channel.goodbye()
                return

    def _answer(self, head):
        path = head.split()[1].decode()
        self.requests.append((path, head))
        page = self.pages.get(path)
        if page is not None and page.startswith(b"HTTP/1.1 "):
            return page
        status = b"404 Not Found" if page is None else b"200 OK"
        return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(page or b""), page or b"")

    @property
    def paths(self):
        return [path for path, _ in self.requests]

    def stop(self):
        self._is_stopping = True
        socket.create_connection((self.host, self.port)).close()
        for thread in self._threads:
            thread.join(2 * LONGEST)
        self._socket.close()
        if self.errors:
            raise AssertionError("a server of the lab broke") from self.errors[0]
