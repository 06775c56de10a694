"""Questions that an index answers slowly are answered at once: what is few is found all the same, and what is left out is said."""

import pytest

from storage import search_beginnings, search_cost, search_newest
from storage.database import settle
from storage.records import Records
from storage.search_query import translated

COUNCIL = "exampleshire"
SEEN = {"council": COUNCIL, "url": "u", "first_seen": "2026-01-01T00:00:00Z", "last_seen": "2026-01-01T00:00:00Z"}


@pytest.fixture
def save(archive):
    """Save issues, each a title or (title, description), numbered from 1 at each call; index them."""

    def save(*told, kind="issue", first=1, **more):
        rows = []
        for number, words in enumerate(told, first):
            title, description = (words, None) if isinstance(words, str) else words
            rows.append(SEEN | {f"{kind}_id": str(number), "title": title, "description": description} | more)
        with archive._db.atomic():
            Records(archive._db).save(kind, rows)
        settle(archive._db)

    return save


@pytest.fixture
def slight(monkeypatch):
    """An archive that is large by being measured so: what costs anything is dear, and beginnings are wide."""
    monkeypatch.setattr(search_beginnings, "WORDS", 2)
    monkeypatch.setattr(search_beginnings, "_ENTRIES", 2)
    monkeypatch.setattr(search_cost, "_DEAR", 0)
    monkeypatch.setattr(search_newest, "_ENTRIES", 3)
    monkeypatch.setattr(search_newest, "_FEW", 6)
    monkeypatch.setattr(search_newest, "_FOUND", search_newest._FOUND.replace("300", "6"))


def ids(found):
    return sorted(hit["id"] for hit in found)


def spelt(archive, words):
    query, wide = search_beginnings.spelt_out(archive._db, translated(words))
    return query.match, [str(form) for form in wide]


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ("qua*", '(("quarry" OR "quay"))'),
        ("QUA*", '(("quarry" OR "quay"))'),
        ("tŷ*", '("ty")'),
        ("zeb*", '("zeb" *)'),
        ("quay -qu*", '(("quay" OR "quays")) NOT ("quarry" OR "quay")'),
        ("qua* OR ty*", '(("quarry" OR "quay" OR "ty"))'),
        ('"old qu"*', '("old qu" *)'),
        ("21/0*", '("21/0" *)'),
    ],
)
def test_beginnings_are_spelt_out_as_words_of_the_index(archive, save, asked, match):
    save("The Quay", "An old quarry", "Tŷ 21/0019")
    assert spelt(archive, asked) == (match, [])


def test_too_many_words_are_not_spelt_out(archive, save, monkeypatch):
    save("pa", "pe", "pi", "21/01", "21/02", "21/03")
    monkeypatch.setattr(search_beginnings, "WORDS", 2)
    assert spelt(archive, "p*") == ('("p" *)', [])  # few entries have them
    monkeypatch.setattr(search_beginnings, "_ENTRIES", 2)
    assert spelt(archive, "p*") == ('("p" *)', ['"p" *'])
    assert spelt(archive, "21/0* pa*") == ('("21/0" * AND "pa")', ['"21/0" *'])
    assert spelt(archive, "pe* pa*") == ('("pe" AND "pa")', [])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("qu*", ["1", "2", "4"]),
        ("qu* old", ["2"]),
        ("old -qu*", ["3"]),
        ("o* -quay", ["2", "3"]),
        ("road OR qu*", ["1", "2", "3", "4"]),
        ('"quay ro"*', ["1"]),
        ('"- qu"*', ["1", "2", "4"]),
        ("the OR quay", ["1", "4"]),
        ("quay", ["1", "4"]),
        ('"quay road"', ["1"]),
        ("quay -old", ["1", "4"]),
    ],
)
def test_what_is_read_again_is_found_as_in_the_index(archive, save, slight, monkeypatch, asked, found):
    monkeypatch.setattr(search_newest, "_ENTRIES", 100)
    save("The quay road", "Old quarry", "Old road", "Quay queue quorum")
    hits = archive.search(asked)
    assert (ids(hits), hits.notes) == (found, [])
    assert all("[" in hit["snippet"] for hit in hits)


def test_a_wide_beginning_is_looked_for_in_the_newest_entries_and_says_so(archive, save, slight):
    save("Quay", "Quarry", "Queue", "Quorum", "Road")
    hits = archive.search("qu*")
    assert ids(hits) == ["3", "4"]
    assert hits.notes == [
        "So many words begin with qu* that only the newest entries were looked at: give more letters."
    ]
    assert ids(archive.search("qu* quay")) == ["1"]  # the newest that have the other word
    assert archive.search("qu* quay").notes == []


def test_common_words_are_ranked_in_the_newest_entries_and_in_titles_that_have_them(archive, save, slight):
    told = [("Quay", ""), *[(f"Road {number}", "the quay") for number in range(8)]]
    save(*told)
    hits = archive.search("quay")
    assert ids(hits) == ["1", "7", "8", "9"]
    assert hits[0]["id"] == "1"
    assert "so common" in hits.notes[0]
    assert archive.search("quay", status="Deferred") == []


def test_where_few_are_found_none_is_left_out(archive, save, slight):
    save(("Quay", ""), *[("Road", "the quay") for _ in range(4)])
    assert ids(archive.search("quay")) == ["1", "3", "4", "5"]
    save(*["Pier"] * 3, first=10)
    hits = archive.search("quay", council=COUNCIL, kind="issue")
    assert ids(hits) == ["1", "3", "4", "5"]
    assert hits.notes
    assert archive.search("quay", council="wexcombe") == []


def test_of_long_entries_fewer_are_read(archive, save, slight, monkeypatch):
    monkeypatch.setattr(search_newest, "_LETTERS", 20)
    save(("Quay", "a short one"), ("Quay", "the " * 10 + "queue"))
    hits = archive.search("quay")
    assert (ids(hits), len(hits.notes)) == (["2"], 1)
    assert ids(archive.search("queue")) == ["2"]
    assert archive.search("queue").notes == []


def test_texts_of_documents_are_read_again_as_well(archive, save, slight):
    save("Survey", kind="document", sha256="abc")
    archive.save_text("abc", {"text": "Of the quay and the queue", "extractor": "a test"})
    assert [(hit["id"], hit["in"]) for hit in archive.search("qu*")] == [("1", "documents")]
    assert [(hit["id"], hit["in"]) for hit in archive.search("quay")] == [("1", "documents")]
    assert archive.search("quay", place="records") == archive.search("qu*", place="records") == []
    assert archive.search("survey", place="documents") == []


def test_what_waits_is_found_beside_what_is_read_again(archive, save, slight):
    save("Quay", "Quarry")
    with archive._db.atomic():
        Records(archive._db).save("issue", [SEEN | {"issue_id": "1", "title": "Queue"}])
    assert ids(archive.search("qu*")) == ["1", "2"]
    assert ids(archive.search("quay")) == []
    assert ids(archive.search("queue")) == ["1"]


def test_only_common_or_many_words_are_dear(archive, save, monkeypatch):
    save(*["The quay"] * 99, "Pier")
    monkeypatch.setattr(search_cost, "_DEAR", 60)
    monkeypatch.setattr(search_cost, "_FORM", 1)
    monkeypatch.setattr(search_cost, "_SAMPLE", 10)

    def is_dear(words):
        return search_cost.is_dear(archive._db, translated(words))

    assert is_dear("quay")
    assert is_dear('"the quay"')
    assert is_dear("pier -quay")
    assert not is_dear("pier")
    assert not is_dear("zebra")
    assert is_dear(" OR ".join(f"w{number}" for number in range(61)))


def test_more_matches_than_are_ranked_are_told(archive, save, monkeypatch):
    save(*["Quay"] * 1001)
    assert archive.search("quay").notes[0].startswith("More than 1,000 entries match")
    assert archive.search("quay -quay").notes == []
