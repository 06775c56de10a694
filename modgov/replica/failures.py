"""How the pages of some issues fail: a server's error, a bot check, maintenance, half a page. Each is an issue's id."""

from typing import NamedTuple


class Failure(NamedTuple):
    """An answer in place of an issue's page."""

    status: int
    headers: dict[str, str]
    body: str


_SERVER_ERROR = """<!DOCTYPE html>
<html><head><title>Object reference not set to an instance of an object.</title></head>
<body bgcolor="white"><span><h1>Server Error in '/' Application.<hr width=100% size=1 color=silver></h1>
<h2><i>Object reference not set to an instance of an object.</i></h2></span>
<b>Description:</b> An unhandled exception occurred during the execution of the current web request.
</body></html>
"""

TIMED_OUT = """<!DOCTYPE html>
<html><head><title>Request timed out.</title></head>
<body bgcolor="white"><span><h1>Server Error in '/' Application.<hr width=100% size=1 color=silver></h1>
<h2><i>Request timed out.</i></h2></span></body></html>
"""

_MAINTENANCE = """<!DOCTYPE html>
<html lang="en"><head><title>Down for maintenance</title></head>
<body><h2>This service is down for planned maintenance</h2><p>It should be back by 8 am.</p></body></html>
"""

_INCAPSULA = (
    '<html><head><META NAME="robots" CONTENT="noindex,nofollow">'
    '<script src="/_Incapsula_Resource?WEXCOMBE=00000000000000000000000000000000,'
    '0123456789abcdef0123456789abcdef&xinfo=00-0">'
    "</script>\n<body>\n</body></html>\n"
)

_CLOUDFLARE = """<!DOCTYPE html>
<html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow"></head>
<body><script>(function(){window._cf_chl_opt = {cType: 'managed', cRay: '0000000000000000'};}());</script></body></html>
"""

FAILURES: dict[str, Failure] = {
    "4901": Failure(500, {}, _SERVER_ERROR),
    "4902": Failure(200, {}, _MAINTENANCE),
    "4903": Failure(200, {"X-Iinfo": "0-0000000-0 0NNN RT(0 0) q(0 -1 -1 0) r(0 -1)"}, _INCAPSULA),
    "4904": Failure(403, {"cf-mitigated": "challenge", "Server": "cloudflare"}, _CLOUDFLARE),
}

# The connection to the council's database broke here: the page ends in the middle of its content.
CUT_OFF = frozenset({"4905"})

# The plan still lists this issue, but its address leads to ModernGov's error page.
GONE = frozenset({"4906"})

UNREADABLE = frozenset(FAILURES) | CUT_OFF | GONE


def cut_off(page: str) -> str:
    """Cut a page in the middle of a label."""
    return page[: page.index("Decision due")]
