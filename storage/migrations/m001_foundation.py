"""Captures, issues and plans, their history, the frontier, and how answers came."""

from sqlite_utils import Database

from .shape import migrations, seen, texts


@migrations()
def m001_runs_and_captures(db: Database) -> None:
    """What was asked for, and every answer."""
    db.table("runs").create(
        {"id": int, "first_run_id": int}
        | texts("command targets started_at ended_at")
        | {"is_complete": int}
        | texts("summary"),
        pk="id",
        not_null={"command", "started_at"},
    )
    db.table("captures").create(
        {"id": int}
        | texts("council url final_url captured_at")
        | {"status": int}
        | texts("reason http_version headers request_headers content_type sha256")
        | {"size": int}
        | texts(
            "completeness peer tls_version tls_cipher certificate_sha256 issuer switches authenticated diagnosis "
            "attempts redirects source errors"
        )
        | {"run_id": int}
        | texts("warc_file")
        | {"warc_offset": int, "warc_length": int, "original_id": int}
        | texts("verdict page_type warnings content_sha256 reader")
        | {"reading_id": int}
        | texts("absorbed_at"),
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
    db.table("councils").create(texts("slug name kind base_url welsh_url gss_code status"), pk="slug")
    number = {"is_key": int, "all_areas": int, "is_urgent": int}
    db.table("issues").create(
        texts("council issue_id url title reference references description sections decision_type")
        | number
        | texts(
            "reason_key status areas areas_label first_published urgency_reason restriction restriction_explanation "
            "due_text due_qualifier due_from due_to decision_maker due_reason lead_member lead_director department "
            "contact contact_emails contact_phones consultation_process consultees financial_implications "
            "legal_implications equalities_implications other_fields decisions agenda_items documents labels"
        )
        | seen(),
        pk=("council", "issue_id"),
    )
    db.table("plans").create(
        texts("council plan_id url title body body_id period_from period_to period_text introduction") | seen(),
        pk=("council", "plan_id"),
    )
    db.table("plan_items").create(
        texts("council plan_item_id plan_id issue_id url number section title reference references")
        | {"is_new": int, "is_made": int, "is_urgent": int}
        | texts(
            "decision_maker due_text due_qualifier due_from due_to due_reason lead_member lead_officer "
            "status first_published urgency_reason restriction restriction_explanation other_fields labels"
        )
        | seen(),
        pk=("council", "plan_item_id"),
    )
    db.table("documents").create(
        texts("council document_id issue_id title url attachment_id file_type size") | {"restricted": int} | seen(),
        pk=("council", "document_id"),
    )
    db.table("decisions").create(
        texts("council decision_id issue_id date title url") | seen(), pk=("council", "decision_id")
    )
    for table in ("plan_items", "documents", "decisions"):
        db.table(table).create_index(["council", "issue_id"])
    for table in ("issues", "plan_items"):
        db.table(table).create_index(["council", "reference"])


@migrations()
def m003_history(db: Database) -> None:
    """Which capture shows which record, what it says of it (each distinct saying once), and what changed."""
    db.table("statements").create(texts("digest row"), pk="digest", not_null={"row"})
    db.table("sightings").create(
        texts("council kind id") | {"capture_id": int} | texts("digest") | {"is_version": int},
        pk=("council", "kind", "id", "capture_id"),
        not_null={"digest", "is_version"},
        foreign_keys=[("capture_id", "captures", "id"), ("digest", "statements", "digest")],
    )
    db.table("sightings").create_index(["capture_id"])
    db.table("changes").create(
        {"change_id": int}
        | texts("council kind id field old new at")
        | {"old_capture_id": int, "new_capture_id": int}
        | texts("cause"),
        pk="change_id",
        not_null={"council", "kind", "id", "field", "at", "cause"},
        foreign_keys=[("old_capture_id", "captures", "id"), ("new_capture_id", "captures", "id")],
    )
    db.table("changes").create_index(["council", "kind", "id", "field"])
    db.table("changes").create_index(["at"])
    db.table("unread").create(
        {"capture_id": int, "number": int} | texts("council url place text"),
        pk=("capture_id", "number"),
        foreign_keys=[("capture_id", "captures", "id")],
    )


@migrations()
def m004_frontier_and_origins(db: Database) -> None:
    """What is still to be fetched, and what was learned about each server."""
    db.table("frontier").create(
        texts("council url kind")
        | {"priority": int, "discovered_from": int}
        | texts("added_at due_at state")
        | {"attempts": int}
        | texts("reason")
        | {"run_id": int},
        pk=("council", "url"),
        not_null={"priority", "added_at", "state", "attempts"},
        foreign_keys=[("discovered_from", "captures", "id")],
    )
    db.table("frontier").create_index(["council", "due_at"])
    db.table("origins").create(texts("origin state updated_at"), pk="origin", not_null={"state", "updated_at"})


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
