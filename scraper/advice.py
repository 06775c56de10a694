"""What a refused handshake means, and the way out, in words for a person who runs no servers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import httpx

from .climb import Climb
from .diagnosis import Diagnosis
from .errors import TlsError
from .ladder import in_order
from .leaves import Leaf
from .opt_ins import OptIn

REASON: Final = "say why, and who checked it"
_DAYS: Final = 30  # after which somebody should look again at an expired certificate
_NOTHING: Final = "no setting helps, the council has to mend it"

# By what the handshake said, then by defect: what is the matter, and what to do. `{…}` are filled in from the leaf.
_SAID: Final[dict[str, tuple[str, str]]] = {
    "verify 9": ("its certificate is not valid before {not_before}", "check this machine's clock"),
    "verify 10": (
        "its certificate, or one above it, has expired (its own holds until {not_after})",
        "the council has to renew it; until then the opt-in expired-ok takes it",
    ),
    "verify 18": (
        "its certificate is self-signed, so nobody vouches for it",
        "have the council confirm the fingerprint {sha256} and opt in to it with a pin",
    ),
    "verify 19": (
        "its certificate comes from {issuer}, below a root that this machine does not trust; an inspecting proxy does"
        " this to every site",
        "install that root if it is yours; once the council has confirmed the fingerprint, a pin takes this one",
    ),
    "TLSV1_UNRECOGNIZED_NAME": (
        "it knows no site called {host}",
        "check the address; if the site goes by another name there, the opt-in alias gives it that name",
    ),
    "pin": (
        "its certificate is not the one that was pinned; its fingerprint is now {sha256}",
        "have the council confirm that before you change the pin",
    ),
}
_MEANS: Final[dict[str, tuple[str, str]]] = {
    "issuer": (
        "nobody that this machine trusts issued its certificate (it names {issuer}), and no missing link was found",
        "the council has to send the missing link; once it has confirmed the fingerprint, a pin takes this certificate",
    ),
    "dates": ("its certificate is outside its dates", "the opt-in expired-ok takes it"),
    "root": ("its certificate is below a root that is not trusted", "a pin takes it"),
    "name": (
        "its certificate is for {names}, not for {host}",
        "if that is the same council, the opt-in alias takes that name",
    ),
    "weak-key": ("the key of its certificate can be broken by anybody", _NOTHING),
    "weak-digest": ("the signature of its certificate can be forged by anybody", _NOTHING),
    "form": ("its certificate breaks the rules of its form", _NOTHING),
    "not-an-authority": (
        "its certificate was issued by one that may issue none: somebody may be posing as this site",
        "do not work around this, tell the council",
    ),
    "renegotiation": ("it renegotiates in an unsafe way", _NOTHING),
    "small-dh": ("its key exchange is too small for any setting", _NOTHING),
    "version": ("it speaks only a version of TLS that no setting allows", _NOTHING),
    "old-signature": ("it signs its handshake in a way that no setting allows", _NOTHING),
    "cipher": ("it shares no cipher with us at any setting, or hangs up on programs", "ask the council"),
    "passing": ("it had an error of its own, twice", "try again later"),
    "blocked": ("it denies this program access", "ask the council"),
    "not-tls": ("it does not speak TLS on this port", "the opt-in http asks without TLS"),
    "visitor": ("it wants a certificate from its visitors", "it is not meant for the public"),
    "unknown": ("the handshake failed", "tell us what it said"),
}
_UNSEEN: Final = dict.fromkeys(("names", "issuer"), "another")


def refusal(diagnosis: Diagnosis, origin: str, climb: Climb, now: datetime) -> TlsError:
    """The error for a climb that ends here: what is the matter, and what to do."""
    leaf = climb.leaf
    explained = explain(diagnosis, httpx.URL(origin).host, leaf)
    if not climb.has_left:
        explained += f"; after {climb.handshakes} handshakes no more are tried"
    error = TlsError(
        f"{origin} cannot be reached securely: {explained}.",
        origin,
        diagnosis.words,
        first=climb.first.words if climb.first else None,
        switches=in_order(climb.setting.switches),
        names=leaf.names if leaf else (),
        handshakes=climb.handshakes,
    )
    error.way_out = way_out(diagnosis, origin, leaf, now)
    return error


def explain(diagnosis: Diagnosis, host: str, leaf: Leaf | None) -> str:
    """What is the matter, what the handshake said, and what to do: the rest of a sentence."""
    what, todo = _SAID.get(diagnosis.words) or _MEANS[diagnosis.defect]
    seen = {"not_before": "a later day", "not_after": "an unknown day", "sha256": "it shows", **_UNSEEN}
    if leaf is not None:
        seen |= {key: value for key, value in _words(leaf).items() if value}
    return f"{what.format(host=host, **seen)} ({diagnosis.words}): {todo.format(host=host, **seen)}"


def _words(leaf: Leaf) -> dict[str, str | None]:
    return {
        "names": _listed(leaf.names),
        "issuer": leaf.issuer,
        "not_before": leaf.not_before,
        "not_after": leaf.not_after,
        "sha256": leaf.sha256,
    }


def _listed(names: tuple[str, ...], most: int = 5) -> str:
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def way_out(diagnosis: Diagnosis, origin: str, leaf: Leaf | None, now: datetime) -> OptIn | None:
    """The narrowest opt-in that would take this site; none where only the council can help."""
    make = _WAYS.get(diagnosis.defect)
    return make(origin, leaf, now) if make else None


def _dates(origin: str, leaf: Leaf | None, now: datetime) -> OptIn:
    del leaf
    return OptIn(origin, "expired-ok", REASON, until=now.date() + timedelta(days=_DAYS))


def _pin(origin: str, leaf: Leaf | None, now: datetime) -> OptIn | None:
    del now
    return OptIn(origin, "pin", REASON, value=leaf.sha256) if leaf is not None and leaf.der else None


def _alias(origin: str, leaf: Leaf | None, now: datetime) -> OptIn | None:
    """The first name without a wildcard, since that is no name of a site; else one that the wildcard covers."""
    del now
    names = leaf.names if leaf is not None else ()
    name = next((one for one in names if "*" not in one), names[0].replace("*", "www") if names else None)
    return OptIn(origin, "alias", REASON, value=name) if name else None


def _http(origin: str, leaf: Leaf | None, now: datetime) -> OptIn:
    del leaf, now
    return OptIn(origin.replace("https://", "http://", 1), "http", REASON)


_WAYS: Final[dict[str, Callable[[str, Leaf | None, datetime], OptIn | None]]] = {
    "dates": _dates,
    "issuer": _pin,
    "root": _pin,
    "name": _alias,
    "not-tls": _http,
}
