"""The whole record of a decision: decisions, meetings and their agendas, restrictions, and other languages."""

from sqlite_utils import Database

from .shape import migrations, numbers, seen, texts


@migrations()
def m009_decisions_and_meetings(db: Database) -> None:
    """A table for each further kind of record; decisions and documents say all that their pages do."""
    decisions = db.table("decisions")
    for column in texts(
        "listed_title reference references decision_maker status reason_key urgency_reason purpose decision reasons "
        "alternatives interests_declared areas areas_label contact contact_emails contact_phones lead_officer "
        "publication_date decision_date meeting effective_from agenda_item_id meeting_id committee_id documents "
        "other_fields labels"
    ):
        decisions.add_column(column, str)
    for column in numbers("is_key is_callable call_ins is_urgent is_officer all_areas recommend_to_council"):
        decisions.add_column(column, int)
    for column in ("decision_id", "agenda_item_id", "meeting_id"):
        db.table("documents").add_column(column, str)
    db.table("issue_decisions").create(
        texts(
            "council issue_decision_id issue_id decision_id url issue_title date title reference references text "
            "documents other_fields"
        )
        | seen(),
        pk=("council", "issue_decision_id"),
    )
    _create_meetings(db)
    _create_indexes(db)


def _create_meetings(db: Database) -> None:
    db.table("committees").create(
        texts("council committee_id url title category")
        | numbers("is_deleted is_expired")
        | texts("purpose members contact contact_emails contact_phones postal_address other_fields labels")
        | seen(),
        pk=("council", "committee_id"),
    )
    db.table("meetings").create(
        texts("council meeting_id committee_id committee url date time when_text status published venue")
        | numbers("is_cancelled has_agenda has_decisions has_minutes is_draft_minutes is_proposed_venue is_webcast")
        | texts(
            "contact contact_emails contact_phones webcast note introduction started finish_planned finished "
            "attendees media packs other_fields labels"
        )
        | seen(),
        pk=("council", "meeting_id"),
    )
    db.table("agenda_items").create(
        texts("council agenda_item_id meeting_id committee_id committee issue_id url date number title")
        | numbers("place is_sub_item is_restricted is_decision is_call_in")
        | texts("restriction_url text decision minutes documents other_fields labels")
        | seen(),
        pk=("council", "agenda_item_id"),
    )
    db.table("restrictions").create(
        texts(
            "council restriction_id agenda_item_id owner_type owner_id url title reasons paragraphs bases explanation "
            "explanations other_fields labels"
        )
        | seen(),
        pk=("council", "restriction_id"),
    )


def _create_indexes(db: Database) -> None:
    """An index for every link, and one for each day under which a likely one is looked up."""
    for table, columns in {
        "decisions": "reference agenda_item_id meeting_id decision_date",
        "documents": "decision_id agenda_item_id meeting_id",
        "issue_decisions": "issue_id decision_id",
        "meetings": "committee_id date",
        "agenda_items": "issue_id meeting_id date",
        "restrictions": "agenda_item_id",
    }.items():
        for column in texts(columns):
            db.table(table).create_index(["council", column])


@migrations()
def m010_translations(db: Database) -> None:
    """What pages in a council's other language say of its records."""
    db.table("translations").create(
        texts("council translation_id of_kind of_id language url title fields") | seen(),
        pk=("council", "translation_id"),
    )
    db.table("translations").create_index(["council", "of_kind", "of_id"])


@migrations()
def m011_what_looking_came_to(db: Database) -> None:
    """Of each page, what says when to look at it again, how often that was done, and how often it had changed."""
    frontier = db.table("frontier")
    frontier.add_column("facts", str)
    frontier.add_column("looks", int)
    frontier.add_column("finds", int)
