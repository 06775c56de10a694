"""Decision statuses and decision types that councils are known to print, folded to lower case.

A status outside this list is kept as printed and reported with the warning `status-unknown`.
"""

from typing import Final

STATUSES: Final = frozenset(
    {
        "for determination",
        "recommendations approved",
        "recommendations approved (subject to call-in)",  # Bristol, Southend, Kent
        "recommendations rejected",
        "recommend forward",
        "recommmend forward",  # Maidstone, misspelt there
        "decision made",  # York, Tunbridge Wells, Medway
        "implemented",  # Kent, 2008 to 2011
        "abandoned",  # Peterborough, Kent
        "withdrawn",  # Cambridge, Kent
        "deleted",  # Allerdale, Herefordshire, West Midlands CA
        "deferred",
        "item deferred",  # Plymouth, 2004
        "called in",
        "completed",  # Senedd, in English
        "wedi'i gwblhau",  # Senedd, in Welsh: completed
        "wedi\u2019i gwblhau",
    }
)

# Whether a decision type means a key decision. A type outside this table says nothing of it.
KEY_TYPES: Final[dict[str, bool]] = {
    "key": True,
    "key decision": True,  # Leeds
    "exec key": True,
    "non-key": False,
    "non key": False,
    "non-key decision": False,
    "exec non-key": False,  # Tunbridge Wells
}

AFFIRMATIVE: Final[dict[str, bool]] = {"yes": True, "no": False, "ydy": True, "nac ydy": False}

URGENCY_SENTENCES: Final = ("this decision will be taken under urgency procedures",)

RESTRICTED_ENCLOSURES: Final = ("restricted enclosure", "amgaead cyfyngedig", "cyfyngedig")
