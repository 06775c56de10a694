"""Replicas of councils' ModernGov sites: invented councils in ModernGov's real markup, all of it in this package.

`modgov demo` and the tests harvest them over loopback, a day apart in their story. Wexcombe has every quirk that
English councils print; Bro Hirwern speaks Welsh and English. They refuse nothing and ask the network for nothing.
"""

from .councils import HIRWERN, WEXCOMBE, Council
from .design import COUNCIL
from .server import serve
from .site import Answer, Replica

SLUG = WEXCOMBE.slug

__all__ = ["COUNCIL", "HIRWERN", "SLUG", "WEXCOMBE", "Answer", "Council", "Replica", "serve"]
