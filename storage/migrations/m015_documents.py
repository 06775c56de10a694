"""Documents themselves, beside what pages say of them: which file each is, when to ask again, and its text."""

from sqlite_utils import Database

from .shape import migrations, numbers, texts


@migrations()
def m015_documents(db: Database) -> None:
    """The file of a document; the queue of their addresses; the text of each content, once."""
    documents = db.table("documents")
    documents.add_column("sha256", str)
    documents.add_column("size_bytes", int)
    documents.add_column("media_type", str)
    documents.create_index(["sha256"])
    db.table("document_files").create(
        texts("council url document_id state due_at checked_at first_fetched_at changed_at day sha256 etag")
        | texts("last_modified reason")
        | numbers("capture_id attempts"),
        pk=("council", "url"),
        not_null={"document_id", "state", "due_at", "attempts"},
        foreign_keys=[("capture_id", "captures", "id")],
    )
    db.table("document_files").create_index(["council", "due_at"])
    db.table("document_files").create_index(["capture_id"])
    db.execute("create index idx_captures_documents on captures (content_sha256) where page_type = 'document_file'")
    db.table("texts").create(
        texts("sha256 media_type text") | numbers("pages") | texts("extractor extracted_at error"),
        pk="sha256",
        not_null={"extractor", "extracted_at"},
    )
