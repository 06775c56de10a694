"""A run of one row: a fetch, another over a new connection, and the next run's with what this one learnt."""

import asyncio
from dataclasses import dataclass

from scraper import Client, FetchError, Settings

from .fixture import Lab


@dataclass(frozen=True)
class Run:
    """What came of a row. `handshakes` are those of the first page, the next connection and the next run's page.

    `error` is the error in place of a page, `requests` the paths that the server was asked for, `fetched` those that
    the place with the certificates was asked for by each run.
    """

    row: object
    first: str | None
    switches: tuple[str, ...]
    authenticated: str | None
    handshakes: tuple[int, ...]
    captures: tuple
    error: FetchError | None
    requests: tuple[str, ...]
    fetched: tuple[tuple[str, ...], ...]
    events: tuple[str, ...]


class Runner:
    """Runs rows in a folder, each once."""

    def __init__(self, folder):
        self._folder, self.runs = folder, {}

    def run(self, row):
        if row.name not in self.runs:
            folder = self._folder / str(len(self.runs))
            folder.mkdir()
            lab = Lab(folder)
            try:
                self.runs[row.name] = asyncio.run(_run(lab, row))
            finally:
                lab.world.stop()
        return self.runs[row.name]


async def _run(lab, row):
    server = lab.start(row.name)
    known = {"contact": "archivist@example.org", "attempts": 1, "interval": 0.0, "read_timeout": 10.0}
    known |= {"ca_file": lab.ca_file, "allow_private_aia": True, "opt_ins": lab.opt_ins(server, row)}
    settings = Settings(**{**known, **row.settings})
    url, counts, fetched = f"{lab.url(server, row)}/page", [0], []
    captures, error, events = [], None, []
    remembered = {}
    for fetches in (2, 1):
        seen = len(lab.world.place.paths)
        async with Client(settings, remembered=remembered) as client:
            try:
                for _ in range(fetches):
                    captures.append(await client.get(url))
                    counts.append(server.connections)
                    for site in client._sites:
                        await site.line.close()
            except FetchError as met:
                counts.append(server.connections)
                error = met
            remembered = client.learnt()
            events += [event.kind for event in client.events()]
        fetched.append(tuple(lab.world.place.paths[seen:]))
        if error is not None:
            break
    return Run(
        row=row,
        first=captures[0].diagnosis if captures else getattr(error, "first", None),
        switches=captures[0].switches if captures else getattr(error, "switches", ()),
        authenticated=captures[0].authenticated if captures else None,
        handshakes=tuple(after - before for before, after in zip(counts, counts[1:], strict=False)),
        captures=tuple(captures),
        error=error,
        requests=tuple(server.paths),
        fetched=tuple(fetched),
        events=tuple(events),
    )
