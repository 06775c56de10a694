"""What search costs and how fast a large archive answers.

First the feed: rows saved with the search index until no word waits, against the same rows with FTS5 row triggers over
the same words, each less what saving costs without any index; CPU, in turns, the least of all rounds. Then an archive
of a million versions (a number as argument makes it smaller), and of a text for every hundredth record: how `changes`,
`search` and `find` answer, CPU, the least of five.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import large

import storage
from storage.database import settle
from storage.records import Records

TARGETS = {"feed": 0.4, "answer": 0.1}
WORDED = ["title", "reference", "description", "status", "decision_maker"]
ROWS = 4000
ROUNDS = 7
# What takes longest to find or to rank: common words, phrases and beginnings of them, and several of these at once.
WORST = (
    '"budget services"',
    '"of the"',
    '"report of the cabinet to the council"',
    "council OR cabinet OR decision OR report",
    "the report of the cabinet to the council",
    "approval of highways maintenance contract for the winter programme in the county",
    "services -council",
    "highways -the -of -and",
    "-council the",
    "council*",
    "se*",
    "re*",
    "co*",
    "com*",
    "con*",
    "pro*",
    "re* co*",
    "re* co* se*",
    "re* OR co*",
    "co* -re*",
    "co* zebra",
    "21/0*",
    '"report of the co"*',
    "a*",
    "a* b* c*",
)


def without_index(db):
    records = Records(db)
    records._index = type("Nothing", (), {"put": lambda *_: None})()  # noqa: SLF001  # what is measured
    return records


def with_triggers(db):
    db.table("issues").enable_fts(WORDED, create_triggers=True, tokenize="unicode61 remove_diacritics 2")
    return without_index(db)


WAYS = {"no index": without_index, "row triggers": with_triggers, "our feed": Records}


def save(way, rows, changed, batch):
    """CPU seconds to save rows in transactions of a size, and then the changed ones again."""
    with tempfile.TemporaryDirectory() as folder, storage.Archive.open(Path(folder) / "a", create=True) as archive:
        db = archive._db  # noqa: SLF001  # what is measured
        records = WAYS[way](db)
        began = time.process_time()
        for some in (rows, changed):
            for start in range(0, len(some), batch):
                with db.atomic():
                    records.save("issue", some[start : start + batch])
        settle(db)
        return time.process_time() - began


def feed():
    words = large.Words()
    rows = [
        row | {"references": json.loads(row["references"])} for row in large.records("issue", ROWS, words, body=450)
    ]
    changed = [row | {"status": "Implemented"} for row in rows[::10]]
    for batch in (1000, 20, 1):
        took = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way, times in took.items():
                times.append(save(way, rows, changed, batch))
        best = {way: min(times) for way, times in took.items()}
        plain = best.pop("no index")
        cost = {way: (seconds - plain) / (ROWS * 1.1) * 1e6 for way, seconds in best.items()}
        ratio = cost["our feed"] / cost["row triggers"]
        print(
            f"{batch:5} rows a transaction: saving {plain / (ROWS * 1.1) * 1e6:5.0f} us a row, row triggers add "
            f"{cost['row triggers']:5.0f}, our feed adds {cost['our feed']:5.0f}: {verdict(ratio, TARGETS['feed'])}"
        )


def verdict(value, target):
    return f"{value:.3f} (at most {target}) {'ok' if value <= target else 'MISSED'}"


def questions(archive):
    changes, search = archive.changes, archive.search
    council, ref = large.COUNCILS[2], "12/00002"
    yield "changes", lambda: changes(limit=50)
    yield "changes --council", lambda: changes(council=council, limit=50)
    yield "changes --field", lambda: changes(field="due_from", limit=50)
    yield (
        "changes --council --field --since",
        lambda: changes(council=council, field="status", since="2026-06-01", limit=50),
    )
    yield "changes --kind", lambda: changes(kind="decision", limit=50)
    yield "changes --ref", lambda: changes(ref=ref)
    yield "changes of no council", lambda: changes(council="nowhere")
    yield "search, two common words", lambda: search("council services")
    yield "search, a common word --council", lambda: search("council", council=council)
    yield "search, a common word --since", lambda: search("council", since="2025-06-01")
    yield "search, three filters", lambda: search("council", council=council, status="deferred", since="2024-01-01")
    yield "search, a common word in no council", lambda: search("council", council="nowhere")
    for words in WORST:
        yield f"search {words}", lambda words=words: search(words)
    yield "search, a reference", lambda: search(ref)
    yield "show, by reference", lambda: archive.find(council, ref) + archive.find_decisions(council, ref)
    yield (
        "show, by an id that is not there",
        lambda: archive.find(council, "none") + archive.find_decisions(council, "none"),
    )
    yield "history of a field", lambda: archive.timeline(council, "issue", "3", "status")


def answers(versions):
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        large.make(Path(folder) / "a", versions, lambda _: None)
        size = (Path(folder) / "a" / "modgov.db").stat().st_size
        print(f"{versions:,} versions, made in {time.process_time() - began:.0f} s of CPU, {size / 1e6:,.0f} MB")
        with storage.Archive.open(Path(folder) / "a") as archive:
            began = time.process_time()
            archive.rebuild_search()
            print(f"indexing anew: {(time.process_time() - began) / (versions / large.VERSIONS) * 1e6:.0f} us a row")
            blocks = "select sum(length(block)) from search_words_data"
            words = archive._db.execute(blocks).fetchone()[0]  # noqa: SLF001  # what is measured
            print(f"size of the index: {words / (versions / large.VERSIONS):.0f} bytes a row")
        with storage.Archive.open(Path(folder) / "a", read_only=True) as archive:
            worst = []
            for name, ask in questions(archive):
                took = []
                for _ in range(5):
                    began = time.process_time()
                    found = len(list(ask()))
                    took.append(time.process_time() - began)
                worst.append(min(took))
                print(f"{name:40.40} {found:4} rows, {verdict(worst[-1], TARGETS['answer'])} s")
            print(f"the slowest of {len(worst)} questions: {verdict(max(worst), TARGETS['answer'])} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", type=int, nargs="?", default=1_000_000)
    versions = parser.parse_args().versions
    feed()
    answers(versions)


if __name__ == "__main__":
    main()
