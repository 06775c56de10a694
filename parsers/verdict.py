"""Whether a body is a page at all: ModernGov's error page, a server's error, a bot check, maintenance, half a page.

Only a real page may change a record. What also occurs on good pages counts only where ModernGov's own marks are
absent.
"""

import re
from typing import Final

from .content import Content
from .urls import Location

PAGE: Final = "page"
EMPTY_LIST: Final = "empty-list"
MODERNGOV_ERROR: Final = "moderngov-error"
CHALLENGE: Final = "challenge"
MAINTENANCE: Final = "maintenance"
SERVER_ERROR: Final = "server-error"
NOT_MODERNGOV: Final = "not-moderngov"
TRUNCATED: Final = "truncated"

_MARKS: Final = re.compile(
    rb"mg(?:Content|MainTitleTxt|SubTitleTxt|Label|BulletList|PlanItemTitle|FieldGroup)\b|id=[\"']?modgov\b"
)
_CHALLENGES: Final = re.compile(
    rb"_Incapsula_Resource|Incapsula incident|_cf_chl_opt|Attention Required! \| Cloudflare|Just a moment\.\.\."
    rb"|a(?:fd|ppgw)_azwaf|Azure WAF|Microsoft-Azure-Application-Gateway",
    re.IGNORECASE,
)
_BOT_CHECK_TITLE: Final = re.compile(rb"<title>(?:Just a moment|Attention Required! \| Cloudflare)", re.IGNORECASE)
_SERVER_ERRORS: Final = re.compile(
    rb"Server Error in '|<title>Runtime Error|HTTP Error 50\d|Service Unavailable"
    rb"|50[0-4] (?:Bad Gateway|Gateway Time-?out|Internal Server Error)|Error code 5\d\d\b",
    re.IGNORECASE,
)
_MAINTENANCE: Final = re.compile(rb"maintenance|temporarily unavailable|cynnal a chadw", re.IGNORECASE)
_ERROR_KINDS: Final = frozenset({"error", "an error has occurred", "error page", "page not found", "gwall"})
_DOCUMENT_START: Final = re.compile(rb"<(?:!doctype|html)\b", re.IGNORECASE)
_DOCUMENT_WITHIN: Final = 4096
_SMALL: Final = 16_384


def has_marks(content: Content) -> bool:
    """Whether a body carries markup that only ModernGov's own content has."""
    return _MARKS.search(content.element) is not None


def refusal(content: Content, location: Location) -> str | None:
    """The verdict on a body that is no page; `None` where it may be one."""
    if location.script == "mgError.aspx":
        return MODERNGOV_ERROR
    if content.is_binary or not content.body or content.body.isspace():
        return NOT_MODERNGOV
    if content.is_html and has_marks(content):
        return TRUNCATED if _is_cut_off(content) else None
    if content.is_html and _BOT_CHECK_TITLE.search(content.body, 0, _SMALL):  # however large: it may carry pictures
        return CHALLENGE
    if len(content.body) < _SMALL:
        for pattern, verdict in ((_CHALLENGES, CHALLENGE), (_SERVER_ERRORS, SERVER_ERROR)):
            if pattern.search(content.body):
                return verdict
        if content.is_html and _MAINTENANCE.search(content.body):
            return MAINTENANCE
    return None


def is_error_kind(heading: str | None) -> bool:
    """Whether a page's own heading says that it is ModernGov's error page."""
    return heading is not None and heading.lower().rstrip(".! ") in _ERROR_KINDS


def _is_cut_off(content: Content) -> bool:
    """Whether a page ends too early. One whose content element is closed is whole, whatever its footer lacks."""
    if content.sliced:
        return False
    tail = content.body[-4096:].lower()
    if b"</html" in tail or b"</body" in tail:
        return False
    return _DOCUMENT_START.search(content.body, 0, _DOCUMENT_WITHIN) is not None or b"modgov" in content.body
