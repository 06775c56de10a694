"""The TLS ladder: each defect of a handshake is answered by the one switch that it needs, for that origin only.

Strict first, always. The ladder is data: a further switch is a step here and its effect in `tls.context`. Only
`aia` is no mere switch: what it adds has to be fetched, see `climb`. None gives
up authentication, the chain and the name are verified at every step; those in `WEAK` make it easier to forge.
"""

from typing import Final

from .diagnosis import Diagnosis

SWITCHES: Final = ("x509-lax", "aia", "reneg", "ciphers", "no-dhe", "seclevel1", "seclevel0", "tls10")
WEAK: Final = frozenset({"seclevel1", "seclevel0", "tls10"})

_OLD_VERSION: Final = frozenset({"tls10", "seclevel0", "ciphers"})
_STEPS: Final[dict[str, tuple[frozenset[str], ...]]] = {
    "form": (frozenset({"x509-lax"}),),
    "weak-key": (frozenset({"seclevel1"}),),
    "weak-digest": (frozenset({"seclevel0"}),),
    "renegotiation": (frozenset({"reneg"}),),
    "small-dh": (frozenset({"no-dhe"}),),
    "version": (_OLD_VERSION,),
    "old-signature": (frozenset({"seclevel0"}),),
    "cipher": (frozenset({"ciphers"}), _OLD_VERSION),
}
_IMPLIED: Final = {
    "seclevel0": frozenset({"seclevel1", "ciphers"}),
    "seclevel1": frozenset({"ciphers"}),
    "no-dhe": frozenset({"ciphers"}),
}


def step(switches: frozenset[str], diagnosis: Diagnosis, tried: frozenset[str]) -> frozenset[str] | None:
    """The switches to try next; `None` where nothing answers this defect, or what does was `tried` already."""
    if diagnosis.defect == "cipher" and "no-dhe" in switches:
        # Without DHE the server has nothing left to offer: its small key it must be, if that is not too small for all.
        return None if tried & {"seclevel1", "seclevel0"} else switches - {"no-dhe"} | {"seclevel1"}
    if diagnosis.defect == "small-dh" and "no-dhe" in tried:
        return None
    for more in _STEPS.get(diagnosis.defect, ()):
        known = implied(switches)
        if more <= known:
            continue
        added = switches | more
        return added - {"seclevel1"} if "seclevel0" in added else added
    return None


def implied(switches: frozenset[str]) -> frozenset[str]:
    """Switches and all that they include: each that names ciphers brings OpenSSL's own list of them."""
    return switches.union(*(_IMPLIED.get(one, ()) for one in switches))


def in_order(switches: frozenset[str]) -> tuple[str, ...]:
    """Switches in the order of what they cost."""
    return tuple(one for one in SWITCHES if one in switches)
