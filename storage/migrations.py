"""How the database grew: plain functions, applied in order, kept for ever and never edited once released."""

import re

from sqlite_utils import Database, Migrations

migrations = Migrations("modgov")


def _texts(names: str) -> dict[str, type]:
    return dict.fromkeys(names.split(), str)


def _seen() -> dict[str, type]:
    return _texts("first_seen last_seen gone_since") | {"capture_id": int}


@migrations()
def m001_runs_and_captures(db: Database) -> None:
    """What was asked for, and every answer."""
    db.table("runs").create(
        {"id": int, "first_run_id": int}
        | _texts("command targets started_at ended_at")
        | {"is_complete": int}
        | _texts("summary"),
        pk="id",
        not_null={"command", "started_at"},
    )
    db.table("captures").create(
        {"id": int}
        | _texts("council url final_url captured_at")
        | {"status": int}
        | _texts("reason http_version headers request_headers content_type sha256")
        | {"size": int}
        | _texts(
            "completeness peer tls_version tls_cipher certificate_sha256 issuer switches authenticated diagnosis "
            "attempts redirects source errors"
        )
        | {"run_id": int}
        | _texts("warc_file")
        | {"warc_offset": int, "warc_length": int, "original_id": int}
        | _texts("verdict page_type warnings content_sha256 reader")
        | {"reading_id": int}
        | _texts("absorbed_at"),
        pk="id",
        not_null={"council", "url", "captured_at", "sha256", "size", "warc_file", "warc_offset", "warc_length"},
        foreign_keys=[("original_id", "captures", "id"), ("reading_id", "captures", "id")],
    )
    captures = db.table("captures")
    captures.create_index(["council", "url", "captured_at"])
    captures.create_index(["reading_id"])
    captures.create_index(["warc_file", "warc_offset"])
    db.execute("create index idx_captures_pending on captures (id) where absorbed_at is null")


@migrations()
def m002_councils_and_records(db: Database) -> None:
    """What the councils publish: one table for each kind of record, keyed by council and ModernGov's own id."""
    db.table("councils").create(_texts("slug name kind base_url welsh_url gss_code status"), pk="slug")
    number = {"is_key": int, "all_areas": int, "is_urgent": int}
    db.table("issues").create(
        _texts("council issue_id url title reference references description sections decision_type")
        | number
        | _texts(
            "reason_key status areas areas_label first_published urgency_reason restriction restriction_explanation "
            "due_text due_qualifier due_from due_to decision_maker due_reason lead_member lead_director department "
            "contact contact_emails contact_phones consultation_process consultees financial_implications "
            "legal_implications equalities_implications other_fields decisions agenda_items documents labels"
        )
        | _seen(),
        pk=("council", "issue_id"),
    )
    db.table("plans").create(
        _texts("council plan_id url title body body_id period_from period_to period_text introduction") | _seen(),
        pk=("council", "plan_id"),
    )
    db.table("plan_items").create(
        _texts("council plan_item_id plan_id issue_id url number section title reference references")
        | {"is_new": int, "is_made": int, "is_urgent": int}
        | _texts(
            "decision_maker due_text due_qualifier due_from due_to due_reason lead_member lead_officer "
            "status first_published urgency_reason restriction restriction_explanation other_fields labels"
        )
        | _seen(),
        pk=("council", "plan_item_id"),
    )
    db.table("documents").create(
        _texts("council document_id issue_id title url attachment_id file_type size") | {"restricted": int} | _seen(),
        pk=("council", "document_id"),
    )
    db.table("decisions").create(
        _texts("council decision_id issue_id date title url") | _seen(), pk=("council", "decision_id")
    )
    for table in ("plan_items", "documents", "decisions"):
        db.table(table).create_index(["council", "issue_id"])
    for table in ("issues", "plan_items"):
        db.table(table).create_index(["council", "reference"])


@migrations()
def m003_history(db: Database) -> None:
    """Which capture shows which record, what it says of it (each distinct saying once), and what changed."""
    db.table("statements").create(_texts("digest row"), pk="digest", not_null={"row"})
    db.table("sightings").create(
        _texts("council kind id") | {"capture_id": int} | _texts("digest") | {"is_version": int},
        pk=("council", "kind", "id", "capture_id"),
        not_null={"digest", "is_version"},
        foreign_keys=[("capture_id", "captures", "id"), ("digest", "statements", "digest")],
    )
    db.table("sightings").create_index(["capture_id"])
    db.table("changes").create(
        {"change_id": int}
        | _texts("council kind id field old new at")
        | {"old_capture_id": int, "new_capture_id": int}
        | _texts("cause"),
        pk="change_id",
        not_null={"council", "kind", "id", "field", "at", "cause"},
        foreign_keys=[("old_capture_id", "captures", "id"), ("new_capture_id", "captures", "id")],
    )
    db.table("changes").create_index(["council", "kind", "id", "field"])
    db.table("changes").create_index(["at"])
    db.table("unread").create(
        {"capture_id": int, "number": int} | _texts("council url place text"),
        pk=("capture_id", "number"),
        foreign_keys=[("capture_id", "captures", "id")],
    )


@migrations()
def m004_frontier_and_origins(db: Database) -> None:
    """What is still to be fetched, and what was learned about each server."""
    db.table("frontier").create(
        _texts("council url kind")
        | {"priority": int, "discovered_from": int}
        | _texts("added_at due_at state")
        | {"attempts": int}
        | _texts("reason")
        | {"run_id": int},
        pk=("council", "url"),
        not_null={"priority", "added_at", "state", "attempts"},
        foreign_keys=[("discovered_from", "captures", "id")],
    )
    db.table("frontier").create_index(["council", "due_at"])
    db.table("origins").create(_texts("origin state updated_at"), pk="origin", not_null={"state", "updated_at"})


@migrations()
def m005_provenance(db: Database) -> None:
    """All that is known of the way an answer came, and of how its connection was secured."""
    captures = db.table("captures")
    for column in ("alpn", "subject", "names", "valid_from", "valid_to", "aia", "opt_in", "challenge", "software"):
        captures.add_column(column, str)
    for column in ("tls_bits", "handshakes", "clean_close"):
        captures.add_column(column, int)
    captures.add_column("elapsed", float)


@migrations()
def m006_what_an_origin_needs(db: Database) -> None:
    """What was learned about a server in columns of its own, to be asked for in SQL; `state` stays the whole of it."""
    origins = db.table("origins")
    for column in ("switches", "authenticated", "since", "why", "last_strict", "opt_in", "hold_until", "breaker"):
        origins.add_column(column, str)
    origins.add_column("failures", int)


@migrations()
def m007_diagnosis_in_words(db: Database) -> None:
    """A diagnosis is words, and was kept as JSON: the quotation marks go."""
    db.execute("update captures set diagnosis = json_extract(diagnosis, '$') where json_valid(diagnosis)")


@migrations()
def m008_lists(db: Database) -> None:
    """Which windows of each list were read, how many rows each list had, and which lists a council does not have."""
    db.table("windows").create(
        _texts("council list first last state reason read_at")
        | {"rows": int, "rows_before": int, "capture_id": int, "attempts": int},
        pk=("council", "list", "first", "last"),
        not_null={"state", "attempts"},
        foreign_keys=[("capture_id", "captures", "id")],
    )
    db.table("list_counts").create(
        {"count_id": int} | _texts("council list counted_at") | {"run_id": int, "rows": int},
        pk="count_id",
        not_null={"council", "list", "counted_at", "rows"},
    )
    db.table("list_counts").create_index(["council", "list"])
    db.table("absent_lists").create(_texts("council list reason found_at"), pk=("council", "list"))


def known_names() -> frozenset[str]:
    """The names of all migrations that this release has."""
    return frozenset(name for name in globals() if re.match(r"m\d{3}_", name))
