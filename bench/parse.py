"""How fast a page is read: our full record against the parser alone, and against the usual way.

Paired in one run, CPU time, interleaved rounds, medians. Ratios hold from machine to machine; times do not.
"""

import statistics
import sys
import time
from pathlib import Path

from bs4 import BeautifulSoup
from pages import issue_page, plan_page, plans_page
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import parsers

ISSUE_URL = "https://democracy.bench.example/mgIssueHistoryHome.aspx?IId=4711&PlanId=12&RPID=0"
PLAN_URL = "https://democracy.bench.example/mgListPlanItems.aspx?PlanId=12"
ROUNDS = 15
LABELS = (
    "Decision type:", "Reason Key:", "Decision status:", "Wards affected:",
    "Notice of proposed decision first published:", "Decision due:", "Lead member:", "Lead director:", "Department:",
    "Contact:", "Financial implications:", "Legal implications:", "Equalities implications:",
)  # fmt: skip
HEADINGS = ("Consultation process", "Consultees", "Decisions", "Agenda items", "Documents")


def parse_alone(page):
    return LexborHTMLParser(page)


def read_issue(page):
    return parsers.read(page, url=ISSUE_URL)


def read_usually(page):
    """The usual way: BeautifulSoup with lxml, one search for each field."""
    soup = BeautifulSoup(page, "lxml")
    record = {"title": soup.find("h2", class_="mgSubTitleTxt").get_text(" ", strip=True)}
    for label in LABELS:
        found = soup.find("span", class_="mgLabel", string=lambda text, label=label: text and text.strip() == label)
        record[label] = found.parent.get_text(" ", strip=True).removeprefix(label).strip() if found else None
    for heading in HEADINGS:
        found = soup.find("h3", string=lambda text, heading=heading: text and text.strip() == heading)
        below = found.find_next_sibling(["ul", "div"]) if found else None
        entries = below.find_all("li") if below else []
        record[heading] = [
            (entry.get_text(" ", strip=True), [link.get("href") for link in entry.find_all("a")]) for entry in entries
        ]
    record["description"] = [part.get_text(" ", strip=True) for part in soup.select("div.mgWordPara p")]
    return record


def cpu(work, pages, times):
    began = time.process_time()
    for _ in range(times):
        for page in pages:
            work(page)
    return (time.process_time() - began) / (times * len(pages))


def medians(jobs, pages):
    """The median CPU seconds per page of each job, its rounds interleaved with the others'."""
    rounds = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, (work, times) in jobs.items():
            rounds[name].append(cpu(work, pages, times))
    return {name: statistics.median(seconds) for name, seconds in rounds.items()}


def main():
    pages = [issue_page(number) for number in range(8)]
    sizes = [len(page) / 1000 for page in pages]
    print(f"issue pages: {len(pages)}, {min(sizes):.0f} to {max(sizes):.0f} KB")
    assert all(read_issue(page).records[0].decision_maker for page in pages)
    took = medians({"ours": (read_issue, 12), "parse": (parse_alone, 12), "usual": (read_usually, 1)}, pages)
    print(f"  full record               {took['ours'] * 1e6:9.0f} us")
    print(f"  selectolax, parse alone   {took['parse'] * 1e6:9.0f} us   ours is {took['ours'] / took['parse']:.2f} times that")
    print(f"  BeautifulSoup and lxml    {took['usual'] * 1e6:9.0f} us   ours is {took['usual'] / took['ours']:.0f} times as fast")
    for title, url, page, rows in (
        ("list of 500 editions", PLAN_URL.replace("mgListPlanItems.aspx?PlanId", "mgListPlans.aspx?RPId"), plans_page(500), 500),
        ("plan of 500 items", PLAN_URL, plan_page(500), 501),
    ):
        assert len(parsers.read(page, url=url).records) == rows
        took = medians({"ours": (lambda page, url=url: parsers.read(page, url=url), 2), "parse": (parse_alone, 2)}, [page])
        print(f"{title}: {len(page) / 1000:.0f} KB, {took['ours'] * 1e3:.1f} ms, {took['ours'] / took['parse']:.2f} times the parse alone")


if __name__ == "__main__":
    main()
