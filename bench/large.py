"""An archive of many versions, made by raw inserts into the storage's own tables: what it says is invented."""

import json
import random
from hashlib import sha256
from itertools import islice

import storage
from storage.records import TABLES

COUNCILS = [f"council{number}" for number in range(20)]
SHARES = {"issue": 0.3, "decision": 0.3, "agenda_item": 0.3, "meeting": 0.1}
STATUSES = ["For Determination", "Recommendations Approved", "Deferred", "Withdrawn", "Implemented"]
VERSIONS = 4  # of each record
TEXTS = 0.01  # documents with a text, for each record
# As often as in this order, before words that nobody knows: real beginnings, such as re* and co*, are what costs.
KNOWN = """
council cabinet decision report to approve the of and in a for proposed highways budget services
with that be on is by are will as from this at not which or has was been it have
committee plan planning community cost contract county consultation recommendations review resources residents
public local policy programme project proposals provide provision procurement process
support service school schools scheme site strategy street social section set see
area agreed approved annual authority adult appendix application assessment associated
between board business bus building bridge borough
capital care children city corporate councillor comments considered continue commissioning construction
delegated delivery department design development director district deliver
education environment equality existing executive estimated
financial funding future following framework
grant green growth general health housing head home
impact implementation improvement include income information investment issues
land lane legal lead library licence long
maintenance management market meeting member members monitoring
need new north number noted national
officer open options order other over overview
parking park parish partnership people period places portfolio position priority property
quarter quality
reasons received reduce reference regeneration regulation register relevant renewal repairs required resolved
response revenue risk road roads route rural
safety savings sector secure senior sites south staff standards statutory
transport traffic treasury tender town trading training
update use urban value village vision voluntary
waste water ward wards website west winter work works working year years young
"""


class Words:
    """Words as often as in speech: a few all the time, most of them rarely."""

    def __init__(self, seed=7, size=30_000):
        self._dice = random.Random(seed)
        letters = "abcdefghijklmnoprstuvwy"
        rare = ["".join(self._dice.choices(letters, k=self._dice.randint(4, 11))) for _ in range(size)]
        self._words = KNOWN.split() + rare
        weights, total = [], 0.0
        for rank in range(1, len(self._words) + 1):
            total += 1 / rank
            weights.append(total)
        self._weights = weights
        self.dice = self._dice

    def say(self, number):
        return " ".join(self._dice.choices(self._words, cum_weights=self._weights, k=number))


def records(kind, number, words, body=90):
    """Rows of a kind, as their table has them."""
    for turn in range(number):
        council = COUNCILS[turn % len(COUNCILS)]
        day = f"20{10 + turn % 16}-{1 + turn % 12:02}-{1 + turn % 28:02}"
        row = {"council": council, f"{kind}_id": str(turn + 1), "url": f"https://{council}.example/{kind}?Id={turn}"}
        row |= {"first_seen": f"{day}T01:00:00Z", "last_seen": f"{day}T01:00:00Z", "capture_id": 1 + turn}
        reference = f"{10 + turn % 16}/{turn % 100_000:05}"
        if kind in {"issue", "decision"}:
            row |= {"reference": reference, "references": json.dumps([reference])}
        if kind == "meeting":
            yield row | {
                "committee": words.say(2).title(),
                "date": day,
                "status": "Meeting",
                "introduction": words.say(20),
            }
        elif kind == "agenda_item":
            text = {"text": words.say(body), "minutes": words.say(body // 2)}
            yield (
                row | {"title": words.say(7), "meeting_id": str(1 + turn // 3), "committee_id": "1", "date": day} | text
            )
        elif kind == "decision":
            own = {"decision": words.say(body), "decision_date": day, "status": words.dice.choice(STATUSES)}
            yield row | {"title": words.say(7), "issue_id": str(turn + 1), "decision_maker": "Cabinet"} | own
        else:
            own = {"description": words.say(body), "due_from": day, "first_published": day}
            yield (
                row | {"title": words.say(7), "status": words.dice.choice(STATUSES), "decision_maker": "Cabinet"} | own
            )


def make(folder, versions, say=print):
    """An archive with so many versions in a new folder, whose search index is not made yet."""
    with storage.Archive.open(folder, create=True) as archive:
        db = archive._db  # noqa: SLF001  # there is no way in for rows that no capture states
        words, count = Words(), versions // VERSIONS
        with db.atomic():
            pages(db.conn, count)
            for kind, share in SHARES.items():
                rows = records(kind, int(count * share), words)
                while some := list(islice(rows, 5000)):
                    columns = list(some[0])
                    named = ", ".join(f'"{column}"' for column in columns)
                    sql = f"insert into {TABLES[kind]} ({named}) values ({', '.join('?' * len(columns))})"
                    db.conn.executemany(sql, [tuple(row.values()) for row in some])
                    history(db.conn, kind, some)
                say(f"{kind} rows are in")
            texts(db.conn, int(count * TEXTS), words)


def texts(connection, number, words, length=2000):
    """Documents with a text of so many words."""
    for turn in range(number):
        council, day, sha256_ = COUNCILS[turn % 20], f"2024-{1 + turn % 12:02}-01T01:00:00Z", f"text {turn}"
        document = council, str(turn + 1), words.say(5).title(), f"https://{council}.example/d{turn}", day, day, sha256_
        connection.execute(
            """insert into documents (council, document_id, title, url, first_seen, last_seen, sha256)
            values (?, ?, ?, ?, ?, ?, ?)""",
            document,
        )
        connection.execute(
            "insert into texts (sha256, text, extractor, extracted_at) values (?, ?, 'invented', ?)",
            (sha256_, words.say(length), day),
        )


def pages(connection, count):
    sql = """insert into captures (id, council, url, captured_at, sha256, size, warc_file, warc_offset, warc_length,
        reading_id, reader, verdict, page_type, absorbed_at)
        values (?, ?, ?, ?, 'x', 1, 'f', 0, 1, ?, 'issue/1', 'page', 'issue', 'then')"""
    rows = (
        (
            number,
            COUNCILS[number % 20],
            f"https://example/{number % count}",
            f"2026-{1 + number * VERSIONS // (count * VERSIONS + 1) % 12:02}-{1 + number % 28:02}T01:00:00Z",
            number,
        )
        for number in range(1, count * VERSIONS + 1)
    )
    connection.executemany(sql, rows)


def history(connection, kind, rows):
    """Four versions of each row, and the three changes between them."""
    statements, sightings, changes = [], [], []
    for row in rows:
        council, id_ = row["council"], row[f"{kind}_id"]
        for turn in range(VERSIONS):
            said = json.dumps({"title": row.get("title"), "status": STATUSES[turn], "url": row["url"]})
            digest = sha256(said.encode()).hexdigest()
            capture = row["capture_id"] + turn
            statements.append((digest, said))
            sightings.append((council, kind, id_, capture, digest))
            if turn:
                at = f"2026-{1 + (int(id_) + turn) % 12:02}-{1 + int(id_) % 28:02}T{int(id_) % 24:02}:00:00Z"
                old, new = STATUSES[turn - 1], STATUSES[turn]
                field = "due_from" if turn == 3 else "status"
                changes.append((council, kind, id_, field, old, new, at, capture - 1, capture))
    connection.executemany("insert or ignore into statements values (?, ?)", statements)
    connection.executemany("insert into sightings values (?, ?, ?, ?, ?, 1)", sightings)
    connection.executemany(
        """insert into changes (council, kind, id, field, old, new, at, old_capture_id, new_capture_id, cause)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'page')""",
        changes,
    )
