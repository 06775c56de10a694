"""Small councils that a test makes up: a client that answers from functions, in memory, on an invented clock."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import scraper
import storage
from modgov.harvest import Wishes, harvest
from modgov.options import iso
from modgov.targets import find_target
from tests.modgov.captures import capture

BASE = "https://democracy.thornmouth.example"
NIGHT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def page(kind, content, title=""):
    heading = f'<h2 class="mgSubTitleTxt">{title}</h2>' if title else ""
    return (
        f'<!DOCTYPE html><html><body><div id="modgov"><h1 class="mgMainTitleTxt">{kind}</h1>{heading}'
        f'<div class="mgContent">{content}</div></div></body></html>'
    ).encode()


ERROR = page("Error", "<p>An error has occurred.</p>")


def links(kind, *hrefs):
    return page(kind, "<ul>" + "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in hrefs) + "</ul>")


def table(*rows):
    """A register: each row an id, a title and the day of publication."""
    if not rows:
        return page("Decisions", "<p>No matching decisions.</p>")
    cells = "".join(
        f'<tr><td class="mgMainTxt"><a href="ieDecisionDetails.aspx?ID={ref}">{title}<span class="mgHide"> ref: {ref}'
        f'</span></a></td><td class="mgMainTxt">{day}</td><td class="mgMainTxt">{day}</td><td class="mgMainTxt">0</td></tr>'
        for ref, title, day in rows
    )
    heads = "<tr><th>Title</th><th>Date</th><th>Effective from</th><th>Call-ins</th></tr>"
    return page(
        "Decisions",
        '<table class="mgTabTable tablesorter" summary="Table of decision summary data"><caption class="mgSectionTitle">'
        f"Decisions published</caption><thead>{heads}</thead><tbody>{cells}</tbody></table>",
    )


def edition(*items):
    """An edition of a forward plan: each item the address of an issue and its title."""
    rows = "".join(
        f'<tr><td>{number}.</td><td><a class="mgPlanItemTitle" href="{href}">{title}</a></td></tr>'
        for number, (href, title) in enumerate(items, 1)
    )
    listed = f'<h3>Plan items</h3><table class="mgPlanTable">{rows}</table>'
    return page("Forward plan", listed, "March  (01/03/2026 to 31/03/2026, Cabinet)")


def decision(title, status="Recommendations Approved"):
    return page(
        "Decision details",
        f'<p><span class="mgLabel">Decision status: </span>{status}</p>'
        '<p><span class="mgLabel">Publication date: </span>09/02/2026</p>',
        title,
    )


def days_of(query):
    first, _, last = query["DR"][0].partition("-")
    return tuple(datetime.strptime(day, "%d/%m/%Y").replace(tzinfo=UTC).date() for day in (first, last))


class Site:
    """A council as a client sees it. `answers` has, by script, bytes, a capture's fields, or a function of the query."""

    settings = scraper.Settings(contact="local")

    def __init__(self, **answers):
        self.answers = {
            "mgPlansHome.aspx": links("Forward plans"),
            "mgListCommittees.aspx": links("Committees"),
            "mgDelegatedDecisions.aspx": table(),
            "mgListOfficerDecisions.aspx": table(),
        } | {f"{name}.aspx": answer for name, answer in answers.items()}
        self.asked = []

    async def get(self, url):
        self.asked.append(url)
        parts = urlsplit(url)
        answer = self.answers.get(parts.path.rpartition("/")[2], ERROR)
        answer = answer(parse_qs(parts.query)) if callable(answer) else answer
        if isinstance(answer, BaseException):
            raise answer
        fields = answer if isinstance(answer, dict) else {"body": answer}
        moment = iso(self.now)
        return capture(url, **{"captured_at": moment} | fields)

    def events(self):
        return ()

    def learnt(self):
        return {}

    def night(self, folder, now=NIGHT, **wishes):
        """Harvest it on one night; `wishes` are those of a person."""
        self.now = now

        async def work():
            return await harvest(
                archive, self, find_target(BASE), Silent(), wishes=Wishes(**wishes), now=lambda: self.now, sleep=None
            )

        with storage.Archive.open(folder, create=True, now=lambda: iso(self.now)) as archive:
            return asyncio.run(work())

    def windows(self, script="mgDelegatedDecisions.aspx", bucket="2"):
        """The windows that were asked for of one list, in order."""
        queries = [parse_qs(urlsplit(url).query) for url in self.asked if f"/{script}" in url]
        return [days_of(query) for query in queries if query.get("DS", [bucket]) == [bucket]]


class Silent:
    def page(self, *_):
        pass

    def over(self, *_):
        pass

    def stopping(self):
        pass
