"""Words that wait to be indexed."""

from sqlite_utils import Database

from .shape import migrations


@migrations()
def m019_waiting_words(db: Database) -> None:
    """The entries whose words are not in `search_words` yet, each with those of its old words that still are.

    What an entry says now is in the record's row. Without a `title` none of its words is in the index.
    """
    db.execute("create table search_waiting (entry_id integer primary key, title text, reference text, body text)")
