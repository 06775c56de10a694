"""How fast a page is read: our full record against the parser alone, and against the usual way.

Paired in one run, CPU time, interleaved rounds, medians. Ratios hold from machine to machine; times do not.
"""

import re
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
BANNER = re.compile("default template")
URGENT = re.compile("taken under urgency procedures")
PHONE = re.compile(r"\+?\d[\d ()-]{7,18}\d")


def parse_alone(page):
    return LexborHTMLParser(page)


def read_issue(page):
    return parsers.read(page, url=ISSUE_URL)


def read_usually(page):
    """The usual way: BeautifulSoup with lxml, one search for each thing that our record holds.

    These are the default template's banner, the page's heading and title, the description and its own headings, 24
    labels, 8 headed texts, the sentence on urgency, whom to ask, three lists with a search for each part of an entry,
    and all links.
    """
    soup = BeautifulSoup(page, "lxml")
    contact = labelled(soup, "Contact")
    return {
        "banner": soup.find(string=BANNER) is not None,
        "kind": words(soup.select_one("#modgov h1.mgMainTitleTxt")),
        "title": words(soup.select_one("#modgov h2.mgSubTitleTxt")),
        "description": [text for part in soup.select("#modgov div.WordSection1 p") if (text := words(part))],
        "headings": [words(part) for part in soup.select("#modgov div.WordSection1 p > b")],
        "labels": {label: labelled(soup, label) for label in LABELS},
        "urgent": soup.find("p", string=URGENT) is not None,
        "prose": {heading: below(soup, heading) for heading in PROSE},
        "emails": [words(link) for link in soup.select('#modgov p a[href^="mailto:"]')],
        "phones": [phone.strip() for phone in PHONE.findall(contact or "")],
        "decisions": [dated(entry) for entry in entries(soup, "Decisions")],
        "meetings": [dated(entry) for entry in entries(soup, "Agenda items")],
        "documents": [document(entry) for entry in entries(soup, "Documents")],
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
            return found.find_next_sibling("ul").select("li")
    return []


def dated(entry):
    """A decision or an agenda item: `05/05/2026 - Cabinet Road safety programme`."""
    day, _, title = words(entry).partition(" - ")
    return {"date": iso(day), "title": title, "url": entry.select_one("a")["href"]}


def iso(day):
    return "-".join(reversed(day.split("/")))


def document(entry):
    size = words(entry.select_one("span.mgFileSize"))
    title = words(entry.select_one("a")).removesuffix(size).strip()
    kind, _, size = size.partition(" ")
    return {"title": title, "type": kind, "size": size, "url": entry.select_one("a")["href"]}


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


def differences(reading, usual):
    """What the two ways read differently, field by field: nothing, or the comparison means nothing."""
    record = reading.records[0]
    labels, prose = usual["labels"], usual["prose"]
    ours_and_theirs = {
        "banner": ("branding-missing" in reading.warnings, usual["banner"]),
        "kind": (reading.frame.kind, usual["kind"]),
        "title": (f"{record.reference} - {record.title}", usual["title"]),
        "description": (record.description, "\n\n".join(usual["description"])),
        "headings": ([part["heading"] for part in record.sections if part["heading"]], usual["headings"]),
        "decision type": (record.decision_type, labels["Decision type"]),
        "reason key": ("; ".join(record.reason_key) + ";", labels["Reason Key"]),
        "status": (record.status, labels["Decision status"]),
        "areas": ("; ".join(record.areas) + ";", labels["Wards affected"]),
        "due": (record.due_text, labels["Decision due"]),
        "first published": (record.first_published, iso(labels["Notice of proposed decision first published"])),
        "restriction": (record.restriction, (labels["Anticipated restriction"] or "").partition(" - ")[0] or None),
        "urgent": (record.is_urgent, usual["urgent"] or {"Yes": True, "No": False}.get(labels["Urgent item?"])),
        "lead member": (record.lead_member, labels["Lead member"]),
        "lead director": (record.lead_director, labels["Lead director"]),
        "department": (record.department, labels["Department"]),
        "financial": (record.financial_implications, labels["Financial implications"]),
        "legal": (record.legal_implications, labels["Legal implications"]),
        "equalities": (record.equalities_implications, labels["Equalities implications"]),
        "comments": ((record.other_fields or {}).get("Comments"), labels["Comments"]),
        "scrutiny": (
            (record.other_fields or {}).get("Relevant scrutiny committee"),
            labels["Relevant scrutiny committee"],
        ),
        "consultation": (record.consultation_process, prose["Consultation process"]),
        "consultees": (record.consultees, prose["Consultees"]),
        "emails": (record.contact_emails, usual["emails"]),
        "phones": (record.contact_phones, usual["phones"]),
        "decisions": ([(it["date"], it["title"]) for it in record.decisions], dates_and_titles(usual["decisions"])),
        "meetings": (
            [(it["date"], f"{it['committee']} {it['title']}") for it in record.agenda_items],
            dates_and_titles(usual["meetings"]),
        ),
        "documents": (
            [(it["title"], it["file_type"], it["size"]) for it in record.documents],
            [(it["title"], it["type"], it["size"]) for it in usual["documents"]],
        ),
        "links": (len(reading.links), len({href for _, href in usual["links"] if not href.startswith("mailto:")})),
    }
    return {field: both for field, both in ours_and_theirs.items() if both[0] != both[1]}


def dates_and_titles(entries):
    return [(entry["date"], entry["title"]) for entry in entries]


def report_issues():
    pages = [issue_page(number) for number in range(8)]
    sizes = [len(page) / 1000 for page in pages]
    for page in pages:
        assert not (found := differences(read_issue(page), read_usually(page))), found
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
