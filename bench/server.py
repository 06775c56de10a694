"""A server on loopback, in a process of its own, that answers every request with the same page.

Started as `server.py PORT CERTIFICATE PLAIN... -- SECURE...`, addresses after the port; it ends when its input does.
"""

import asyncio
import gzip
import os
import ssl
import sys

from pages import issue_page

ROBOTS = b"User-agent: *\nDisallow: /mgRss.aspx\nDisallow: /*?FT=1\nCrawl-delay: 0\n"


def answer(body, *headers):
    head = ("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}", *headers)
    more = ("Server: Microsoft-IIS/10.0", "X-Powered-By: ASP.NET", "Cache-Control: private", "Set-Cookie: s=1; path=/")
    return "\r\n".join((*head, *more, "", "")).encode() + body


PAGE = answer(gzip.compress(issue_page(4711)), "Content-Encoding: gzip")
RULES = answer(ROBOTS)


class Answers(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.kept = transport, b""

    def data_received(self, data):
        self.kept += data
        while b"\r\n\r\n" in self.kept:
            head, _, self.kept = self.kept.partition(b"\r\n\r\n")
            self.transport.write(RULES if head.startswith(b"GET /robots.txt ") else PAGE)


async def serve(port, certificate, plain, secure):
    loop = asyncio.get_running_loop()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    for address in plain:
        await loop.create_server(Answers, address, port, backlog=64)
    for address in secure:
        await loop.create_server(Answers, address, port, ssl=context, backlog=64)
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main():
    port, certificate, *addresses = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    split = addresses.index("--")
    asyncio.run(serve(int(port), certificate, addresses[:split], addresses[split + 1 :]))


if __name__ == "__main__":
    main()
