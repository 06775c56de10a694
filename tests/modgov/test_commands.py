"""The commands as a person types them: what they print, what they exit with, what they leave behind."""

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from modgov.__main__ import main
from modgov.cli import cli
from modgov.replica import Replica, story
from tests.modgov.nights import ROOT, rows

ISSUE = "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=1204"
PAGE = """<!DOCTYPE html><html><body><div id="modgov"><h1 class="mgMainTitleTxt">Issue details</h1>
<h2 class="mgSubTitleTxt">26/00042 - Harbour wall</h2><div class="mgContent"><p>To mend it.</p>
<p><span class="mgLabel">Decision status: </span>{status}</p><p><span class="mgLabel">Odd label: </span>odd value</p></div></div></body></html>"""


@pytest.fixture
def saved(tmp_path):
    """Save a page under a name."""

    def save(name="page.html", status="For Determination", body=None):
        path = tmp_path / name
        path.write_bytes(PAGE.format(status=status).encode() if body is None else body)
        return path

    return save


def test_parse_prints_json_and_writes_nothing(modgov, saved, tmp_path):
    path = saved()
    result = modgov("parse", path, "--url", ISSUE)
    assert result.exit_code == 0
    record = json.loads(result.stdout)["records"][0]
    assert (record["kind"], record["reference"], record["council"]) == (
        "issue",
        "26/00042",
        "democracy.thornmouth.example",
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]


def test_parse_names_the_council_by_its_slug(modgov, saved):
    result = modgov("parse", saved(), "--url", "https://democracy.kent.gov.uk:9071/mgIssueHistoryHome.aspx?IId=1")
    assert json.loads(result.stdout)["records"][0]["council"] == "kent"


def test_parse_reads_standard_input(modgov):
    result = modgov("parse", "-", "--url", ISSUE, input=PAGE.format(status="Withdrawn"))
    assert json.loads(result.stdout)["records"][0]["status"] == "Withdrawn"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"%PDF-1.7", "no ModernGov page"),
        (b"<html><body><h1>Bakery</h1></body></html>", "no ModernGov page"),
        (PAGE[:250].encode(), "cut off"),
        (b"<html><title>Just a moment...</title></html>", "bot check"),
    ],
)
def test_what_is_no_page_ends_with_a_sentence(modgov, saved, body, words):
    result = modgov("parse", saved(body=body), "--url", ISSUE)
    assert result.exit_code == 1
    assert words in result.stderr


@pytest.mark.parametrize("command", ["parse", "import"])
def test_bad_files_are_refused(modgov, saved, tmp_path, command):
    for path, words in (
        (tmp_path / "none.html", "cannot be read"),
        (saved("empty.html", body=b" \n"), "is empty"),
        (tmp_path, "folder"),
    ):
        result = modgov(command, path, "--url", ISSUE)
        assert result.exit_code == 2
        assert words in result.stderr
    assert modgov(command, saved(), "--url", "thornmouth").exit_code == 2
    assert not (tmp_path / "archive").exists()


def test_import_show_and_changes(modgov, saved, tmp_path):
    new = modgov("import", saved("new.html", "Withdrawn"), "--url", ISSUE, "--at", "2026-03-02T09:00:00Z")
    assert new.exit_code == 0
    assert "1 file imported into archive: 1 new record, 0 changes." in new.stdout
    old = modgov("import", saved("old.html"), "--url", ISSUE, "--at", "2026-02-01T00:00:00Z", "--json")
    assert json.loads(old.stdout)["changed"] == 1
    shown = modgov("show", "democracy.thornmouth.example", "26/00042")
    assert shown.exit_code == 0
    for words in (
        "Harbour wall",
        "Withdrawn",
        "Odd label: odd value",
        "To mend it.",
        "2026-02-01T00:00:00Z: For Determination",
    ):
        assert words in shown.stdout
    changes = json.loads(modgov("changes", "--json", "--field", "status").stdout)
    assert [(row["old"], row["new"], row["at"]) for row in changes] == [
        ("For Determination", "Withdrawn", "2026-03-02T09:00:00Z")
    ]
    assert "status: For Determination -> Withdrawn" in modgov("changes", "--ref", "26/00042").stdout
    assert "Nothing changed" in modgov("changes", "--since", "2026-03-03").stdout
    assert rows(tmp_path / "archive", "select status from status_timeline order by since") == [
        ("For Determination",),
        ("Withdrawn",),
    ]


def test_changes_of_what_no_record_has_are_told_from_none(modgov, saved, tmp_path):
    modgov("import", saved(), "--url", ISSUE, "--at", "2026-03-01T00:00:00Z")
    for words in ((), ("--field", "status"), ("--ref", "26/00042"), ("--ref", "1204", "--field", "gone_since"),
                  ("--kind", "translation", "--field", "due_from"), ("--field", "labels")):  # fmt: skip
        quiet = modgov("changes", *words)
        assert (quiet.exit_code, quiet.stdout) == (0, "Nothing changed that this asks for.\n"), words
    modgov("import", saved("new.html", "Withdrawn"), "--url", ISSUE, "--at", "2026-03-02T00:00:00Z")
    for words, told in (
        (("--field", "state"), "No record has a field 'state'. Fields that changed: status."),
        (("--field", "state", "--json"), "Fields that changed: status."),
        (("--kind", "plan", "--field", "status"), "No plan has a field 'status'."),
        (("--ref", "26/42"), "The archive in archive has no record '26/42': harvest or import it first"),
        (("--council", "democracy.thornmouth.example", "--ref", "9"), "'9' of 'democracy.thornmouth.example'"),
    ):
        result = modgov("changes", *words)
        assert (result.exit_code, result.stdout, told in result.stderr) == (1, "", True), result.stderr


@pytest.mark.parametrize("command", [("changes",), ("search", "wall"), ("reparse",), ("reparse", "--dry-run")])
def test_a_council_of_which_the_archive_has_nothing_is_told(modgov, saved, command):
    modgov("import", saved(), "--url", ISSUE)
    assert modgov(*command, "--council", "democracy.thornmouth.example").exit_code == 0
    assert_is_told_of_thornmuth(modgov(*command, "--council", "thornmuth"))


@pytest.mark.parametrize("command", ["show", "history"])
def test_so_it_is_of_a_council_that_is_named_first(modgov, saved, command):
    modgov("import", saved(), "--url", ISSUE)
    assert modgov(command, "democracy.thornmouth.example", "1204").exit_code == 0
    assert_is_told_of_thornmuth(modgov(command, "thornmuth", "1204"))


def assert_is_told_of_thornmuth(result):
    assert (result.exit_code, result.stdout) == (1, "")
    assert "The archive in archive has nothing of 'thornmuth': check the name with `modgov councils`" in result.stderr


def test_import_takes_a_files_own_time(modgov, saved, tmp_path):
    path = saved()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    modgov("import", path, "--url", ISSUE)
    assert rows(tmp_path / "archive", "select captured_at from captures") == [("2023-11-14T22:13:20Z",)]


def test_a_saved_page_that_is_known_is_not_imported_again(modgov, saved, tmp_path):
    words = ("import", saved(), saved("later.html", "Withdrawn"), "--url", ISSUE)
    assert "2 files imported into archive: 1 new record" in modgov(*words, "--at", "2026-03-02T00:00:00Z").stdout
    again = modgov(*words, "--at", "2026-03-02T00:00:00Z")
    assert (again.exit_code, again.stdout.count("known before")) == (0, 3)
    assert "0 files imported into archive, 2 known before: 0 new records, 0 changes." in again.stdout
    later = json.loads(modgov(*words, "--at", "2026-03-03T00:00:00Z", "--json").stdout)
    assert [row["known"] for row in later["files"]] == [False, False]
    assert rows(tmp_path / "archive", "select count(*) from captures") == [(4,)]
    block = ("import", saved("block.html", body=b"<html><title>Just a moment...</title></html>"), "--url", ISSUE)
    for _ in range(2):
        assert modgov(*block, "--at", "2026-03-04T00:00:00Z").exit_code == 1


def test_import_keeps_the_bytes_of_what_is_no_page(modgov, saved, tmp_path):
    result = modgov("import", saved(body=b"<html><title>Just a moment...</title></html>"), "--url", ISSUE)
    assert result.exit_code == 1
    assert "bot check" in result.stderr
    assert rows(tmp_path / "archive", "select verdict from captures") == [("challenge",)]
    mixed = modgov("import", saved(body=b"<html><h1>Cakes</h1></html>"), saved("good.html"), "--url", ISSUE)
    assert mixed.exit_code == 3
    assert rows(tmp_path / "archive", "select count(*) from issues") == [(1,)]


def test_show_says_what_to_do_when_there_is_nothing(modgov, saved, tmp_path):
    assert modgov("show", "kent", "21/00019").exit_code == 1
    modgov("import", saved(), "--url", ISSUE)
    result = modgov("show", "democracy.thornmouth.example", "21/00019")
    assert result.exit_code == 1
    assert "has no issue or decision '21/00019'" in result.stderr
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "letter.txt").write_text("x")
    assert modgov("changes", "--archive", tmp_path / "strange").exit_code == 1
    assert modgov("import", saved(), "--url", ISSUE, "--archive", tmp_path / "strange").exit_code == 1
    assert [entry.name for entry in (tmp_path / "strange").iterdir()] == ["letter.txt"]


def test_councils(modgov):
    assert "https://democracy.kent.gov.uk" in modgov("councils", "kent").stdout
    assert json.loads(modgov("councils", "kent", "--json").stdout)[0]["slug"] == "kent"
    assert modgov("councils", "atlantis").exit_code == 1


def test_harvest_of_a_whole_council(modgov, site, tmp_path):
    _, base_url = site
    first = modgov("harvest", base_url, "--interval", 0, "--json")
    assert first.exit_code == 3, first.stderr  # the replica has pages that cannot be read
    told = json.loads(first.stdout)
    assert told["new"]["issue"] == len(Replica.expected_issue_ids(1))
    assert told["queued"] == 0
    assert {row["url"].rpartition("=")[2] for row in told["deferred"]} == {
        "2385",  # a decision that lists name, and that has no page
        "4901",
        "4902",
        "4905",
        "4906",
    }
    issue = rows(tmp_path / "archive", "select status from issues where issue_id = '4101'")
    assert issue == [("For Determination",)]


def test_pages_of_other_kinds_are_queued_until_they_are_asked_for(modgov, site):
    _, base_url = site
    told = modgov("harvest", base_url, "--interval", 0, "--only", "plans")
    assert told.exit_code == 0
    assert "queued: run the same command again to go on, without --only for the other kinds of pages." in told.stdout


def test_harvest_goes_on_where_it_was(modgov, site, tmp_path):
    replica, base_url = site
    first = modgov("harvest", base_url, "--interval", 0, "--limit", 9)
    assert first.exit_code == 0
    assert "queued: run the same command again" in first.stdout
    before = len(replica.requests)
    second = modgov("harvest", base_url, "--interval", 0)
    assert second.exit_code == 3
    asked = [target for _, target in replica.requests if "robots" not in target]
    repeated = {target for target in asked if asked.count(target) > 1}
    assert len(replica.requests) > before
    assert not [target for target in repeated if "IId=49" not in target and "mgError" not in target]
    assert rows(tmp_path / "archive", "select count(*) from issues") == [(len(Replica.expected_issue_ids(1)),)]


def test_harvest_of_one_page(modgov, site, tmp_path):
    _, base_url = site
    result = modgov("harvest", f"{base_url}/mgIssueHistoryHome.aspx?IId=4101", "--interval", 0)
    assert (result.exit_code, rows(tmp_path / "archive", "select issue_id from issues")) == (0, [("4101",)])
    assert (
        "2 pages read into archive: new: 1 agenda item, 2 documents, 1 issue and 1 meeting, 0 changes." in result.stdout
    )


def test_harvest_since_leaves_out_what_is_over(modgov, site, tmp_path):
    _, base_url = site
    modgov("harvest", f"{base_url}/mgListPlanItems.aspx?PlanId=700", "--interval", 0, "--since", "2026-04-01")
    some = rows(tmp_path / "archive", "select count(*) from issues")[0][0]
    assert 0 < some < rows(tmp_path / "archive", "select count(*) from plan_items")[0][0]


@pytest.mark.parametrize(
    ("target", "words"),
    [("kend", "did you mean"), ("zzzzzz", "modgov councils"), ("https://", "is not a web address")],
)
def test_harvest_refuses_what_is_no_target(modgov, target, words, tmp_path):
    result = modgov("harvest", target, "--contact", "me@thornmouth.example")
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize("contact", ["", " "])
def test_a_blank_contact_is_none(modgov, tmp_path, contact):
    result = modgov("harvest", "kent", "--contact", contact)
    assert (result.exit_code, "Say who you are" in result.stderr) == (2, True)
    assert not (tmp_path / "archive").exists()


def test_harvest_wants_a_contact_for_real_sites(modgov):
    result = modgov("harvest", "kent")
    assert result.exit_code == 2
    assert "--contact" in result.stderr


def test_harvest_of_an_unreachable_host(modgov):
    result = modgov("harvest", "http://127.0.0.1:9/mgPlansHome.aspx", "--interval", 0)
    assert result.exit_code == 1
    assert "refuses connections" in result.stdout


def test_settings_come_from_the_file_too(modgov, site, tmp_path):
    _, base_url = site
    (tmp_path / "modgov.toml").write_text('archive = "elsewhere"\ninterval = 0.0\n')
    modgov("harvest", f"{base_url}/mgIssueHistoryHome.aspx?IId=4101")
    assert (tmp_path / "elsewhere" / "modgov.db").is_file()
    (tmp_path / "modgov.toml").write_text("colour = 1\n")
    assert "unknown setting 'colour'" in modgov("councils").stderr
    (tmp_path / "modgov.toml").write_text("colour")
    assert "cannot be read" in modgov("councils").stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("archive = 5", 'archive cannot be that: write archive = "archive", or the like.'),
        ('archive = ""', "archive cannot be that"),
        ('contact = ["me"]', 'write contact = "you@example.org"'),
        ('interval = "slow"', "write interval = 1.0"),
        ("interval = true", "write interval = 1.0"),
    ],
)
def test_a_setting_of_another_type_is_told(modgov, tmp_path, line, told):
    (tmp_path / "modgov.toml").write_text(line)
    result = modgov("changes")
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr


def test_the_demo_tells_its_story(modgov, tmp_path):
    result = modgov("demo", "--archive", tmp_path / "demo", "--json")
    assert result.exit_code == 0
    changes = [row for row in json.loads(result.stdout) if row["kind"] == "issue"]
    assert {row["council"] for row in changes} == {"wexcombe", "bro-hirwern"}
    found = {(row["id"], row["field"]) for row in changes if row["council"] == "wexcombe"}
    told = {(issue_id, field) for issue_id, field, _, _ in story.EXPECTED_CHANGES}
    assert found - {("4109", "gone_since")} == {
        (issue, field) for issue, field in told if field not in {"labels", "gone_since"}
    }
    assert ("4109", "gone_since") in found
    assert rows(tmp_path / "demo", "select status from status_timeline where issue_id = '4102' order by since") == [
        ("For Determination",),
        ("Withdrawn",),
    ]
    again = modgov("demo", "--archive", tmp_path / "demo")
    assert "What changed from night to night" in again.stdout
    for told in ("removed: it is no longer there", "is now restricted", "back again: it had been removed"):
        assert f"    {told}  [" in again.stdout
    assert rows(tmp_path / "demo", "select gone_since from restrictions where restriction_id = '4109'") == [(None,)]
    reasons = "select new is null from changes where kind = 'restriction' and id = '4109' and field = 'gone_since'"
    assert rows(tmp_path / "demo", f"{reasons} order by at") == [(0,), (1,)]
    assert "Cyngor Bro Hirwern" in again.stdout
    record = dict(line.split(maxsplit=1) for line in again.stdout.splitlines() if re.match(r"[a-z_]+ {2,}\S", line))
    assert (record["issue_id"], record["decision_id"], record["call_ins"]) == ("4104", "2388", "1")
    assert record["effective_from"] == "2026-03-06"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    assert modgov("demo", "--archive", tmp_path / "mine").exit_code == 2


def test_every_command_is_told_in_the_list_in_a_whole_sentence(modgov):
    listed = modgov("--help").stdout.partition("Commands:")[2].splitlines()[1:]
    assert len(listed) == len(cli.commands)
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []


def test_every_command_has_an_example_in_its_help(modgov):
    for name, command in cli.commands.items():
        assert f"modgov {name}" in command.help, name
        assert modgov(name, "--help").exit_code == 0


def test_a_strangers_module_is_noticed(tmp_path):
    (tmp_path / "scraper.py").write_text("")
    done = subprocess.run(
        [sys.executable, "-c", "import modgov"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "hides ModGov's own package 'scraper'" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("evidence", "banana"), "'banana' is not a whole number from 1 on."),
        (("evidence", "0"), "'0' is not a whole number from 1 on."),
        (("changes", "--limit", "1.5"), "'1.5' is not a whole number from 1 on."),
        (("reparse", "--jobs", "65"), "'65' is not a whole number from 1 to 64."),
        (("harvest", "kent", "--interval", "-1"), "'-1' is not a time in seconds: write 0 or more, such as 1.5."),
        (("harvest", "kent", "--interval", "nan"), "'nan' is not a time in seconds"),
        (("doctor", "kent", "--timeout", "0"), "'0' is not a time in seconds: write more than 0, such as 1.5."),
        (("doctor", "kent", "--timeout", "soon"), "'soon' is not a time in seconds"),
    ],
)
def test_what_is_no_number_is_told_in_words(modgov, words, told):
    result = modgov(*words)
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr


@pytest.fixture
def ctrl_c():
    """Ctrl-C as on a terminal: what runs the tests may ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_while_modules_load_ends_it_without_a_word(tmp_path):
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    line = [sys.executable, "-m", "modgov", "--version"]
    done = subprocess.run(
        line, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_is_heard_again_once_they_have_loaded(monkeypatch):
    monkeypatch.setattr("modgov.cli.main", lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        main()
