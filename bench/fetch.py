"""What our client costs: against bare httpx, over 20,000 requests, and with 300 origins at their pace.

Bare httpx comes with its own transport. The server runs in a process of its own, on a core of its own where there are
two. Paired in one run, CPU time of this process, interleaved rounds, medians. Linux only: 300 origins need 300
addresses, from 127.0.0.0/8.
"""

import argparse
import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import count, pairwise
from pathlib import Path

import httpx
import trustme

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraper import Client, OptIn, Settings
from scraper.transports import make_transport

PATH = "/mgIssueHistoryHome.aspx?PlanId=12&RPID=0&IId="
page = count(1)  # no page is asked for twice
ROUNDS, REQUESTS = 15, 100
ORIGINS, FEW = 300, 10
CORE = 0
addresses = [f"127.0.{2 + number // 250}.{1 + number % 250}" for number in range(ORIGINS)]
PLAIN, SECURE = addresses[::2], addresses[1::2]


@contextlib.contextmanager
def server(folder):
    """The server in its own process; gives the port and a file with the root of its certificates."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "root.pem")
    authority.issue_cert(*SECURE).private_key_and_cert_chain_pem.write_to_path(folder / "leaf.pem")
    with socket.create_server((PLAIN[0], 0)) as probe:
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        Path(__file__).with_name("server.py"),
        str(port),
        folder / "leaf.pem",
        *PLAIN,
        "--",
        *SECURE,
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield port, folder / "root.pem"
        process.stdin.close()


def settings(port, root, interval=0.0):
    opt_ins = tuple(OptIn(f"http://{address}:{port}", "http", "a server without TLS") for address in PLAIN)
    return Settings(contact="bench@bench.example", interval=interval, jitter=0.0, ca_file=root, opt_ins=opt_ins)


async def ours(client, url, times):
    """Ours: a capture of each answer, as sent, and its page unpacked as httpx does it unasked."""
    for _ in range(times):
        capture = await client.get(f"{url}{next(page)}")
        assert capture.status == 200
        assert capture.payload()


async def bare(client, url, times):
    for _ in range(times):
        response = await client.get(f"{url}{next(page)}")
        assert response.status_code == 200
        assert response.content


async def cpu(work):
    began = time.process_time()
    await work
    return time.process_time() - began


async def report_pair(port, root):
    for scheme, address in (("http", PLAIN[0]), ("https", SECURE[0])):
        url = f"{scheme}://{address}:{port}{PATH}"
        verify = httpx.create_ssl_context(verify=str(root))
        async with Client(settings(port, root)) as ours_client, httpx.AsyncClient(verify=verify) as bare_client:
            jobs = {"ours": (ours, ours_client), "bare": (bare, bare_client)}
            rounds = {name: [] for name in jobs}
            for number in range(ROUNDS + 1):
                for name, (work, client) in jobs.items():
                    took = await cpu(work(client, url, REQUESTS)) / REQUESTS
                    if number:  # the first one is for warming up
                        rounds[name].append(took)
        medians = {name: statistics.median(took) * 1e6 for name, took in rounds.items()}
        ratio = medians["ours"] / medians["bare"]
        print(f"{scheme}, one origin, no pace: CPU per request")
        print(f"  ours, with its capture    {medians['ours']:9.0f} us")
        print(f"  bare httpx.AsyncClient    {medians['bare']:9.0f} us   ours is {ratio:.2f} times that (at most 1)")


def resident():
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


async def report_memory(port, root, requests):
    url = f"http://{PLAIN[0]}:{port}{PATH}"
    tenth = requests // 10
    async with Client(settings(port, root)) as client:
        sizes = []
        for _ in range(10):
            await ours(client, url, tenth)
            sizes.append(resident())
    grown = sizes[-1] - sizes[0]
    print(f"memory over {requests:,} requests: {sizes[0]:.1f} MB after a tenth of them, {grown:+.1f} MB at the end")


class Watched(httpx.AsyncBaseTransport):
    """A transport that writes down when each request for a page is handed to it."""

    def __init__(self, secure, starts):
        self.inner, self.starts = make_transport(secure), starts

    async def handle_async_request(self, request):
        self.starts.append(time.monotonic())
        return await self.inner.handle_async_request(request)

    async def aclose(self):
        await self.inner.aclose()


async def pace(port, root, origins, seconds):
    """CPU per request and the times between two starts, sorted, for so many origins at one request a second."""
    starts = []

    def factory(secure):
        starts.append([])
        return Watched(secure, starts[-1])

    async def council(client, url, until):
        while time.monotonic() < until:
            await ours(client, url, 1)

    half = origins // 2
    hosts = [f"http://{one}:{port}" for one in PLAIN[:half]] + [f"https://{one}:{port}" for one in SECURE[:half]]
    async with Client(settings(port, root, interval=1.0), transport_factory=factory) as client:
        await asyncio.gather(*(ours(client, host + PATH, 1) for host in hosts))  # handshakes and robots.txt
        for moments in starts:
            del moments[:-1]
        began, until = time.process_time(), time.monotonic() + seconds
        await asyncio.gather(*(council(client, host + PATH, until) for host in hosts))
        took = time.process_time() - began
    gaps = sorted(after - since for moments in starts for since, after in pairwise(moments))
    return took / len(gaps), gaps


async def report_pace(port, root, seconds):
    results = {}
    for origins in (FEW, ORIGINS):
        took, gaps = await pace(port, root, origins, seconds)
        results[origins] = took
        soonest, p99, latest = ((gap - 1.0) * 1e3 for gap in (gaps[0], gaps[int(len(gaps) * 0.99)], gaps[-1]))
        print(f"{origins} origins, half of them TLS, one request a second each, for {seconds} seconds")
        kept = 1 / statistics.mean(gaps)
        print(f"  {kept:.3f} requests a second each, {soonest:+.0f} to {latest:+.0f} ms off their time")
        print(f"  late, p99                 {p99:9.0f} ms   (under 100)")
        print(f"  CPU per request           {took * 1e6:9.0f} us")
    print(
        f"  {ORIGINS} origins cost {results[ORIGINS] / results[FEW]:.2f} times as much each as {FEW} do (at most 1.3)"
    )


async def measure(port, root, options):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    await report_pair(port, root)
    await report_pace(port, root, options.seconds)
    await report_memory(port, root, options.requests)


def main():
    parser = argparse.ArgumentParser(description="Measure what our client costs.")
    parser.add_argument("--seconds", type=int, default=30, help="how long each number of origins is kept up")
    parser.add_argument("--requests", type=int, default=20_000, help="how many requests memory is watched over")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as (port, root):
        asyncio.run(measure(port, root, options))


if __name__ == "__main__":
    main()
