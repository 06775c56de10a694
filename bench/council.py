"""A council of as many pages as are wanted, in the replica's markup, and a server for it in a process of its own.

Started as `council.py PORT PAGES`. It tells the story's first day until a line comes in, then the second, on which
one page in 200 says something else; it ends when its input does. All but the last weeks of ten years are settled.
"""

import asyncio
import os
import random
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pages import prose

from modgov.replica import Council, Replica
from modgov.replica.gatherings import Committee
from modgov.replica.model import Decision, Document, Issue
from modgov.replica.plans import Body, Edition, Item
from modgov.replica.world import World, held_decisions

TODAY = date(2026, 3, 2)
FIRST = date(2016, 3, 7)
PER_ISSUE = 2.25  # its own page, for three in five a decision and a page of decisions, and its share of a plan's
PER_PLAN = 25
LIVE = 0.03
CHANGED = 0.005
AREAS = ("Abbey", "Bridge End", "Castle", "Dale", "East Cliff", "Fenside", "Grange", "Harbour")
MEMBERS = (
    "Cabinet",
    "Leader of the Council",
    "Cabinet Member for Highways",
    "Cabinet Member for Schools, Learning & Skills",
)


def printed(day):
    return f"{day:%d/%m/%Y}"


def issue(number, issues):
    """An issue by its number; the older nine tenths and more were settled long ago."""
    chance = random.Random(number)
    day = FIRST + (TODAY - FIRST) * (number / issues)
    live = number > issues * (1 - LIVE)
    due = TODAY + timedelta(14 + number % 60) if live else day + timedelta(30)
    title = f"{day:%y}/{number:05} - {prose(chance, 3, 8)[:-1]}"
    says = (
        ("Decision type", chance.choice(("Key", "Non-key"))),
        ("Reason Key", "Expenditure or savings of more than £1m;"),
        ("Decision status", "For Determination" if live else "Recommendations Approved"),
        ("Division affected", "".join(f"{area}; " for area in chance.sample(AREAS, chance.randint(1, 4)))),
        ("Notice of proposed decision first published", printed(day)),
        ("Anticipated restriction", "Open  -"),
        ("Decision due", f"{due.day} {due:%b %Y} by {chance.choice(MEMBERS)}"),
        ("Lead director", "Jo Marsh"),
        ("Department", "Place"),
        ("Contact", f"Sam Field Email: sam.field{number % 90}@wexcombe.example Tel: 01632 960{number % 1000:03}"),
        ("Financial implications", prose(chance, 20, 40)),
        ("Legal implications", prose(chance, 20, 40)),
    )
    text = tuple(prose(chance, 30, 60) for _ in range(chance.randint(8, 22)))
    decided = day + timedelta(30)
    decisions = () if live or number % 5 > 2 else (decision(number, title, decided, chance),)
    papers = tuple(Document(f"{number}{place}", prose(chance, 2, 5)[:-1]) for place in range(chance.randint(0, 4)))
    return Issue(str(10_000 + number), title, text, says, decisions, (), papers)


def decision(number, title, day, chance):
    names = ("Purpose", "Decision", "Reasons for the decision", "Alternative options considered")
    said = tuple((name, tuple(prose(chance, 30, 60) for _ in range(chance.randint(2, 6)))) for name in names)
    return Decision(str(2_000 + number), printed(day), title, printed(day + timedelta(8)), prose=said)


def plans(issues):
    for first in range(1, issues + 1, PER_PLAN):
        numbers = range(first, min(first + PER_PLAN, issues + 1))
        day = FIRST + (TODAY - FIRST) * (first / issues)
        items = tuple(Item(str(10_000 + number)) for number in numbers)
        period = f"{printed(day)} to {printed(day + timedelta(120))}"
        yield Edition(str(first), "115", str(day.year), f"{day:%d %B %Y}", period, items)


def changed(one):
    return one.saying({"Contact": "Owain Trask Tel: 01632 960127", "Decision status": "Withdrawn"})


def worlds(pages):
    """What the site knows on both days."""
    issues = int(pages / PER_ISSUE)
    first = {one.id: one for one in (issue(number, issues) for number in range(1, issues + 1))}
    live = list(first)[-int(issues * LIVE) :]
    second = first | {key: changed(first[key]) for key in live[: int(pages * CHANGED)]}
    body = Body("115", "Cabinet", "Forward plan")
    committee = Committee("115", "Cabinet", "Executive", ("To decide.",))
    for day, known in ((TODAY, first), (TODAY + timedelta(1), second)):
        held = held_decisions(known.values(), (), {})
        yield World(day, known, (body,), tuple(plans(issues)), held, {"115": committee}, {}, {})


def replica(pages):
    """The council's site."""
    one, two = worlds(pages)
    return Replica(
        1, Council("bench", "Bench Council", lambda day: one if day == 1 else two, "User-agent: *\nDisallow:\n")
    )


class Answers(asyncio.Protocol):
    def __init__(self, site):
        self.site = site

    def connection_made(self, transport):
        self.transport, self.kept = transport, b""

    def data_received(self, data):
        self.kept += data
        while b"\r\n\r\n" in self.kept:
            head, _, self.kept = self.kept.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode("ascii")
            status, headers, body = self.site.answer(target, {"Accept-Encoding": "gzip"})
            lines = [f"HTTP/1.1 {status} OK", *(f"{name}: {value}" for name, value in headers.items())]
            lines += [f"Content-Length: {len(body)}", "Server: Microsoft-IIS/10.0", "", ""]
            self.transport.write("\r\n".join(lines).encode() + body)


async def serve(port, pages):
    loop, site = asyncio.get_running_loop(), replica(pages)
    await loop.create_server(lambda: Answers(site), "127.0.0.1", port, backlog=64)
    print("ready", flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        site.day = 2
        print("ready", flush=True)


def main():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    port, pages = map(int, sys.argv[1:])
    asyncio.run(serve(port, pages))


if __name__ == "__main__":
    main()
