"""`modgov parse`: what a saved page says, as JSON. It writes nothing."""

import click

import parsers

from ..exits import Exit, stop
from ..output import print_json
from ..targets import council_of
from .page_files import PAGE_FILE, VERDICT_WORDS, page_url


@click.command("parse", short_help="Print what a saved page says, as JSON.")
@click.argument("file", type=PAGE_FILE)
@click.option("--url", required=True, callback=page_url, help="The address that the page was saved from.")
@click.option("--content-type", help="The Content-Type that came with the page, if you know it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; this command prints nothing else.")
def command(file: tuple[str, bytes], url: str, content_type: str | None, as_json: bool) -> None:  # noqa: ARG001
    """Read a saved ModernGov page, HTML or text, and print what it says as JSON.

    \b
    Example:
      modgov parse page.html --url "https://democracy.kent.gov.uk/mgIssueHistoryHome.aspx?IId=56526"
    """
    name, body = file
    reading = parsers.read(body, url=url, content_type=content_type)
    council = council_of(url)
    plain = reading.as_json()
    for record in plain["records"]:
        record["council"] = council
    print_json(plain)
    if reading.verdict not in ("page", "empty-list"):
        stop(f"{name}: {VERDICT_WORDS[reading.verdict]}.", Exit.NOTHING_USABLE)
