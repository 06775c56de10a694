"""Another web archive on loopback: a CDX server in either form, and replays with the headers that it keeps."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from storage import base32


class Elsewhere:
    """What the archive has: (stamp, url, status, body) each. `fail` says with what it answers, by path part."""

    def __init__(self, *captures, page=2, form="wayback"):
        self.captures = sorted(captures, key=lambda one: (one[1], one[0]))
        self.page, self.form = page, form
        self.asked, self.fail, self.robots = [], {}, ""

    @property
    def replays(self):
        return [path for path in self.asked if "id_/" in path]

    def answer(self, path):
        self.asked.append(path)
        if path == "/robots.txt":
            return 200, [("Content-Type", "text/plain")], self.robots.encode()
        for part, (status, headers) in self.fail.items():
            if part in path:
                return status, headers, b"no"
        return self._replay(path) if "id_/" in path else self._list(parse_qs(urlsplit(path).query))

    def _list(self, query):
        rows = [one for one in self.captures if urlsplit(one[1]).netloc + "/" == query["url"][0]]
        first, last = query.get("from", ["0"])[0], query.get("to", ["9"])[0]
        rows = [one for one in rows if first <= one[0] and one[0][: len(last)] <= last]
        fields = [
            ("com)/", stamp, url, "text/html", str(status), base32(body), "9") for stamp, url, status, body in rows
        ]
        if self.form == "pywb":
            names = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length")
            fields = fields[: int(query.get("limit", ["999"])[0])]
            lines = "\n".join(json.dumps(dict(zip(names, row, strict=True))) for row in fields)
            return 200, [("Content-Type", "text/x-ndjson")], lines.encode()
        start = int(query.get("resumeKey", ["0"])[0])
        end = start + self.page
        names = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        told = [names, *fields[start:end]] if fields[start:end] else []
        told += [[], [str(end)]] if end < len(fields) else []
        return 200, [("Content-Type", "application/json")], json.dumps(told).encode()

    def _replay(self, path):
        stamp, _, url = path.rpartition("/web/")[2].partition("id_/") if "/web/" in path else path[6:].partition("id_/")
        for one in self.captures:
            if one[:2] == (stamp, url):
                headers = [("Memento-Datetime", "x"), ("Content-Type", "text/html"), ("Server", "the archive")]
                if self.form == "wayback":
                    headers += [("x-archive-orig-server", "Microsoft-IIS/8.5"), ("x-archive-orig-content-length", "7")]
                return one[2], headers, one[3]
        return 404, [("Content-Type", "text/html")], b"not archived"

    @contextmanager
    def served(self):
        elsewhere = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                status, headers, body = elsewhere.answer(self.path)
                self.send_response_only(status)
                for name, value in [*headers, ("Content-Length", str(len(body)))]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
