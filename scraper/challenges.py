"""Bot checks: answers that want a browser, not a reader. Recognised so that they are reported, never worked around.

A mark that good pages carry too counts only with a status that bot checks come with, or in a body too small for a page.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from .packing import unpacked_start

_LARGEST: Final = 64 * 1024  # no known bot check is larger, unpacked
_SMALL: Final = 16 * 1024
_STUB: Final = 2048
_GZIP: Final = b"\x1f\x8b\x08"
_REFUSALS: Final = frozenset({401, 403, 405, 406, 429, 503})


@dataclass(frozen=True, slots=True)
class Sign:
    """How a bot check shows: by a header, a cookie, or a mark in its body; given together, all must be there.

    With `statuses` it counts in a body of up to 64 KB, with other refusals and with success only in one of up to
    `small` bytes, and with other statuses never. No `statuses` at all: documented, it counts wherever it stands.
    """

    name: str
    header: str = ""
    value: str = ""
    cookie: str = ""
    mark: re.Pattern[bytes] | None = None
    statuses: frozenset[int] | None = _REFUSALS
    small: int = _SMALL


def _mark(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.IGNORECASE)


SIGNS: Final = (
    # Documented for every kind of Cloudflare challenge, whatever the status.
    Sign("cloudflare", header="cf-mitigated", value="challenge", statuses=None),
    Sign("cloudflare", mark=_mark(rb"_cf_chl_opt|<title>\s*just a moment\.\.\.|attention required! \| cloudflare")),
    # Incapsula puts its script into good pages too; alone in a body of a few hundred bytes it is the check.
    Sign("incapsula", mark=_mark(rb"request unsuccessful\. incapsula incident")),
    Sign("incapsula", mark=_mark(rb"_incapsula_resource"), statuses=frozenset({403}), small=_STUB),
    Sign("azure", cookie="afd_azwaf_jsclearance"),
    Sign("azure", cookie="appgw_azwaf_jsclearance"),
    Sign("azure", mark=_mark(rb"(?:afd|appgw)_azwaf_jsclearance|azure waf js challenge")),
    Sign("azure", header="x-azure-ref", mark=_mark(rb"the request is blocked\."), small=0),
    Sign("aws", header="x-amzn-waf-action", value="challenge", statuses=None),
    Sign("aws", header="x-amzn-waf-action", value="captcha", statuses=None),
    Sign("akamai", header="server", value="akamaighost", mark=_mark(rb"<title>access denied</title>"), small=0),
    Sign("sucuri", header="x-sucuri-id", mark=_mark(rb"sucuri website firewall"), small=0),
    # Answered with 200, in a body of some 250 bytes.
    Sign("f5", mark=_mark(rb"the requested url was rejected\. please consult with your administrator"), small=_STUB),
)


def recognised(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> str | None:
    """Whose bot check an answer is, such as `cloudflare`; `None` for what is none. `body` is as sent."""
    known = [(name.lower(), value.strip()) for name, value in headers]
    encoding = next((value for name, value in known if name == "content-encoding"), None)
    size = max(len(body), _size_of_gzip(body) if 200 <= status < 300 else 0)
    signs = [sign for sign in SIGNS if size <= _most(sign, status) and _is_announced(sign, known)]
    if not signs:
        return None
    plain = unpacked_start(body, encoding, _LARGEST + 1)
    return next((sign.name for sign in signs if _is_borne_out(sign, status, plain)), None)


def _size_of_gzip(body: bytes) -> int:
    """What a gzip body says, at its end, of its size unpacked: so most pages need not be unpacked here."""
    return int.from_bytes(body[-4:], "little") if body.startswith(_GZIP) else 0


def _most(sign: Sign, status: int) -> float:
    """The largest body in which a sign counts."""
    if sign.statuses is None:
        return math.inf
    if status in sign.statuses:
        return _LARGEST
    return sign.small if 200 <= status < 300 or status in _REFUSALS else -1


def _is_announced(sign: Sign, headers: list[tuple[str, str]]) -> bool:
    """Whether the headers are those of the sign, if it has any."""
    if sign.header and not any(name == sign.header and value.lower().startswith(sign.value) for name, value in headers):
        return False
    cookie = f"{sign.cookie}="
    return not sign.cookie or any(name == "set-cookie" and value.startswith(cookie) for name, value in headers)


def _is_borne_out(sign: Sign, status: int, plain: bytes) -> bool:
    """Whether the body, unpacked, is that of the sign."""
    return len(plain) <= _most(sign, status) and (sign.mark is None or sign.mark.search(plain) is not None)
