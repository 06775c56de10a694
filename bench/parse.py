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
EDITIONS_URL = "https://democracy.bench.example/mgListPlans.aspx?RPId=115"
ROUNDS = 15
LABELS = (
    "Decision type", "Reason Key", "Decision status", "Wards affected", "Notice of proposed decision first published",
    "Urgent item?", "Reason for urgency", "Anticipated restriction", "Explanation of anticipated restriction",
    "Decision due", "Reason", "Decision maker", "Lead member", "Lead director", "Department", "Contact", "Lead officer",
    "Report author", "Financial implications", "Legal implications", "Equalities implications",
    "Relevant scrutiny committee", "Comments", "Making representations",
)  # fmt: skip
PROSE = (
    "Proposed decision", "Reasons for the decision", "Background", "Options considered", "Purpose", "Recommendations",
    "Consultation process", "Consultees",
)  # fmt: skip
ITEM_LABELS = (
    "Decision maker", "Decision due", "Lead officer", "Decision status", "Notice of proposed decision first published",
    "Reason for urgency", "Anticipated restriction", "Explanation of anticipated restriction",
)  # fmt: skip
LISTS = ("Decisions", "Agenda items", "Documents")


def parse_alone(page):
    return LexborHTMLParser(page)


def read_issue(page):
    return parsers.read(page, url=ISSUE_URL)


def read_usually(page):
    """The usual way: BeautifulSoup with lxml, one search for each of 24 labels and 11 sections, and all links."""
    soup = BeautifulSoup(page, "lxml")
    return {
        "title": words(soup.select_one("#modgov h2.mgSubTitleTxt")),
        "description": [words(part) for part in soup.select("#modgov div.WordSection1 p")],
        "labels": {label: labelled(soup, label) for label in LABELS},
        "prose": {heading: below(soup, heading) for heading in PROSE},
        "lists": {heading: entries(soup, heading) for heading in LISTS},
        "links": [(words(link), link["href"]) for link in soup.select("#modgov a[href]")],
    }


def read_editions_usually(page):
    """The usual way with a list: a search for the rows, and one in each row for each of its fields."""
    rows = BeautifulSoup(page, "lxml").select("#modgov ul.mgBulletList li")
    return [{"title": words(row.select_one("a")), "url": row.select_one("a")["href"]} for row in rows]


def read_plan_usually(page):
    rows = BeautifulSoup(page, "lxml").select("#modgov tr:has(a.mgPlanItemTitle)")
    return [
        {
            "number": words(row.select_one("td.mgItemNumberCell")),
            "title": words(row.select_one("a.mgPlanItemTitle")),
            "url": row.select_one("a.mgPlanItemTitle")["href"],
            **{label: labelled(row, label) for label in ITEM_LABELS},
        }
        for row in rows
    ]


def words(element):
    return " ".join(element.get_text(" ").split())


def labelled(soup, label):
    for found in soup.select("span.mgLabel"):
        if words(found).rstrip(":") == label:
            return words(found.parent).removeprefix(f"{label}:").strip()
    return None


def below(soup, heading):
    for found in soup.select("h3.mgSubSubTitleTxt"):
        if words(found) == heading:
            return words(found.find_next_sibling("div"))
    return None


def entries(soup, heading):
    for found in soup.select("h3.mgSubSubTitleTxt"):
        if words(found) == heading:
            listed = found.find_next_sibling("ul").select("li")
            return [(words(entry), [link["href"] for link in entry.select("a")]) for entry in listed]
    return []


def cpu(work, pages, times):
    began = time.process_time()
    for _ in range(times):
        for page in pages:
            work(page)
    return (time.process_time() - began) / (times * len(pages))


def medians(jobs, pages, rounds=ROUNDS):
    """The median CPU seconds per page of each job, its rounds interleaved with the others'."""
    took = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, (work, times) in jobs.items():
            took[name].append(cpu(work, pages, times))
    return {name: statistics.median(seconds) for name, seconds in took.items()}


def same(reading, usual):
    """Whether both ways found the same, as far as they can be compared field by field."""
    record = reading.records[0]
    documents = [document["title"] for document in record.documents]
    return (
        record.decision_maker is not None
        and record.description == "\n\n".join(part for part in usual["description"] if part)
        and record.department == usual["labels"]["Department"]
        and record.consultees == usual["prose"]["Consultees"]
        and len(documents) == len(usual["lists"]["Documents"])
    )


def report_issues():
    pages = [issue_page(number) for number in range(8)]
    sizes = [len(page) / 1000 for page in pages]
    assert all(same(read_issue(page), read_usually(page)) for page in pages)
    took = medians({"ours": (read_issue, 12), "parse": (parse_alone, 12), "usual": (read_usually, 1)}, pages)
    ours, parse, usual = (took[job] * 1e6 for job in ("ours", "parse", "usual"))
    print(f"{len(pages)} issue pages, {min(sizes):.0f} to {max(sizes):.0f} KB, {statistics.mean(sizes):.0f} on average")
    print(f"  full record               {ours:9.0f} us")
    print(f"  selectolax, parse alone   {parse:9.0f} us   ours is {ours / parse:.2f} times that")
    print(f"  BeautifulSoup and lxml    {usual:9.0f} us   ours is {usual / ours:.0f} times as fast")


def report_list(title, url, page, rows, usually):
    def read(page):
        return parsers.read(page, url=url)

    assert len([record for record in read(page).records if record.url != url]) == rows == len(usually(page))
    took = medians({"ours": (read, 2), "parse": (parse_alone, 2), "usual": (usually, 1)}, [page], rounds=7)
    ours, parse, usual = took["ours"], took["parse"], took["usual"]
    print(f"{title}, {len(page) / 1000:.0f} KB")
    print(f"  every record              {ours * 1e3:9.1f} ms")
    print(f"  selectolax, parse alone   {parse * 1e3:9.1f} ms   ours is {ours / parse:.2f} times that")
    print(f"  BeautifulSoup and lxml    {usual * 1e3:9.1f} ms   ours is {usual / ours:.0f} times as fast")


def main():
    report_issues()
    report_list("list of 500 editions", EDITIONS_URL, plans_page(500), 500, read_editions_usually)
    report_list("plan of 500 items", PLAN_URL, plan_page(500), 500, read_plan_usually)


if __name__ == "__main__":
    main()
