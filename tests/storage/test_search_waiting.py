"""Words that wait to be indexed are found all the same, old ones are not, and both by whoever reads."""

import shutil

import pytest

from storage import Archive, SearchDamaged, search_waiting
from storage.database import settle
from storage.records import TABLES, Key, Records
from storage.search_index import SearchIndex
from storage.search_shape import _SIDES

COUNCIL = "exampleshire"
SEEN = {"council": COUNCIL, "url": "u", "first_seen": "2026-01-01T00:00:00Z", "last_seen": "2026-01-01T00:00:00Z"}


def row(id_, title, **more):
    return SEEN | {"issue_id": id_, "title": title} | more


@pytest.fixture
def records(archive):
    return Records(archive._db)


def save(records, *rows):
    with records._db.atomic():
        records.save("issue", rows)


def ids(archive, words):
    return [hit["id"] for hit in archive.search(words)]


def waiting(archive):
    return len(archive._db.execute(search_waiting._ALL).fetchall())


def indexed(archive):
    """Every word in the index."""
    db = archive._db.conn
    db.execute("create virtual table temp.vocabulary using fts5vocab (main, search_words, row)")
    words = {word for (word,) in db.execute("select term from vocabulary")}
    db.execute("drop table vocabulary")
    return words


def test_a_reader_finds_what_waits_and_no_old_words(folder, archive, records):
    save(records, row("1", "Quay Road"), row("2", "Old pier"))
    settle(archive._db)
    save(records, row("2", "New pier"), row("3", "Quay lights", description="herrings"))
    assert waiting(archive) == 2
    with Archive.open(folder, read_only=True) as reader:
        assert sorted(ids(reader, "quay")) == ["1", "3"]
        assert ids(reader, "old") == []
        assert ids(reader, "new pier") == ["2"]
        assert reader.search("herrings")[0]["snippet"] == "[herrings]"
        assert [hit["id"] for hit in reader.search("pier", place="documents")] == []
        assert ids(reader, "quay -lights") == ["1"]


def test_words_are_passed_on_when_many_wait(archive, records):
    for number in range(search_waiting._ROWS - 1):
        save(records, row(str(number), "Quay"))
    assert waiting(archive) == search_waiting._ROWS - 1
    assert indexed(archive) == set()
    save(records, row("last", "Pier"))
    assert waiting(archive) == 0
    assert indexed(archive) == {"quay", "pier"}


def test_long_words_do_not_wait_for_many(archive, records, monkeypatch):
    monkeypatch.setattr(search_waiting, "_LETTERS", 20)
    save(records, row("1", "Quay"))
    assert waiting(archive) == 1
    save(records, row("2", "Pier", description="herrings and gulls"))
    assert waiting(archive) == 0


def test_nothing_waits_once_the_archive_is_closed(folder, archive, records):
    save(records, row("1", "Quay"))
    archive.close()
    with Archive.open(folder, read_only=True) as reader:
        assert waiting(reader) == 0
        assert ids(reader, "quay") == ["1"]


def test_what_a_killed_run_left_waiting_is_indexed_at_the_next_opening(folder, archive, records, tmp_path):
    save(records, row("1", "Quay"))
    settle(archive._db)
    save(records, row("1", "Pier"))
    shutil.copytree(folder, tmp_path / "killed")
    with Archive.open(tmp_path / "killed", read_only=True) as reader:
        assert (waiting(reader), ids(reader, "pier"), ids(reader, "quay")) == (1, ["1"], [])
    with Archive.open(tmp_path / "killed") as opened:
        assert (waiting(opened), ids(opened, "pier"), ids(opened, "quay")) == (0, ["1"], [])
        assert indexed(opened) == {"pier"}


def test_words_of_a_transaction_that_failed_are_not_indexed(archive, records):
    def fail():
        with archive._db.atomic():
            records.save("issue", [row("1", "Quay")])
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    archive._db.conn.execute("begin")
    SearchIndex(archive._db, TABLES).put("issue", [row("2", "Pier")])  # another of the same number: 1 was never given
    archive._db.conn.execute("insert into issues (council, issue_id, title) values (?, '2', 'Pier')", [COUNCIL])
    archive._db.conn.execute("commit")
    records._index.feed()
    assert indexed(archive) == {"pier"}


def test_a_record_that_changes_often_leaves_no_word_behind(archive, records):
    save(records, row("1", "Quay"))
    save(records, row("1", "Pier"), row("1", "Gull"))
    records._index.feed()
    assert indexed(archive) == {"gull"}
    save(records, row("1", "Herring"))
    save(records, row("1", "Gull"))
    records._index.feed()
    assert indexed(archive) == {"gull"}
    assert ids(archive, "gull") == ["1"]


@pytest.mark.parametrize("was_indexed", [True, False])
def test_a_waiting_record_can_be_removed_and_its_number_used_again(archive, records, was_indexed):
    save(records, row("1", "Quay"))
    if was_indexed:
        records._index.feed()
        save(records, row("1", "Pier"))
    with archive._db.atomic():
        records.delete(Key("issue", COUNCIL, "1"))
    assert (ids(archive, "quay"), ids(archive, "pier"), waiting(archive)) == ([], [], 0)
    save(records, row("2", "Gull"))
    records._index.feed()
    assert indexed(archive) == {"gull"}
    assert ids(archive, "gull") == ["2"]


def test_a_row_that_another_program_edits_while_it_waits_is_indexed_as_it_is(archive, records):
    save(records, row("1", "Quay"), row("2", "Pier"))
    archive._db.execute("update issues set title = 'Gull' where issue_id = '1'")
    archive._db.execute("delete from issues where issue_id = '2'")
    assert (ids(archive, "gull"), ids(archive, "pier")) == (["1"], [])
    settle(archive._db)
    assert indexed(archive) == {"gull"}
    assert ids(archive, "gull") == ["1"]
    save(records, row("1", "Herring"))
    settle(archive._db)
    assert indexed(archive) == {"herring"}


def test_a_text_is_indexed_with_all_that_waits(archive, records):
    save(records, row("1", "Quay"))
    archive.save_text("abc", {"text": "Herrings", "extractor": "a test"})
    assert waiting(archive) == 0
    assert indexed(archive) == {"quay", "herrings"}


def test_what_waits_takes_turns_with_what_is_indexed(archive, records):
    save(records, row("1", "Quay quay"), row("2", "Quay and much more than that"))
    settle(archive._db)
    save(records, row("3", "A quay"))
    assert ids(archive, "quay") == ["1", "3", "2"]
    assert [hit["id"] for hit in archive.search("quay", limit=2)] == ["1", "3"]


@pytest.mark.parametrize("gone", [*[[side] for side in _SIDES], [*_SIDES], ["search_words", "search_waiting"]])
def test_an_index_that_lost_any_of_its_tables_is_made_anew(folder, archive, records, gone):
    save(records, row("1", "Quay"))
    archive.close()
    with Archive.open(folder) as opened:
        for table in gone:
            opened._db.execute(f"drop table {table}")
    with Archive.open(folder) as opened:
        opened.rebuild_search()
        assert ids(opened, "quay") == ["1"]
        save(Records(opened._db), row("1", "Pier"))
    with Archive.open(folder, read_only=True) as reader:
        assert (waiting(reader), ids(reader, "pier"), ids(reader, "quay")) == (0, ["1"], [])


def test_a_damaged_index_lets_a_run_end_and_keeps_what_waits(folder, archive, records):
    save(records, row("1", "Quay"), row("2", "Road"))
    settle(archive._db)
    archive._db.execute("drop table search_words_data")
    archive.close()
    with Archive.open(folder) as opened:
        save(Records(opened._db), row("2", "Gull"), row("3", "Pier"))
    with Archive.open(folder) as opened:
        assert opened._db.table("search_entries").count == 3
        with pytest.raises(SearchDamaged, match="search --rebuild"):
            opened.search("pier")
        opened.rebuild_search()
        assert sorted(ids(opened, "quay OR pier OR road OR gull")) == ["1", "2", "3"]
        assert indexed(opened) == {"quay", "pier", "gull"}


def test_what_an_earlier_release_left_waiting_is_indexed_once(folder, archive, records):
    save(records, row("1", "Quay"))
    archive._db.execute("insert into search_waiting (entry_id) select entry_id from search_entries")
    assert (waiting(archive), ids(archive, "quay")) == (1, ["1"])
    settle(archive._db)
    assert (waiting(archive), ids(archive, "quay"), indexed(archive)) == (0, ["1"], {"quay"})


def test_a_number_that_stands_for_no_record_never_waits(archive, records):
    save(records, row("1", "Quay"))
    archive._db.execute("update search_entries set council = '', kind = 'left', id = entry_id")
    save(records, row("1", "Pier"))
    assert (waiting(archive), ids(archive, "pier")) == (1, ["1"])
    settle(archive._db)
    assert indexed(archive) == {"pier"}
