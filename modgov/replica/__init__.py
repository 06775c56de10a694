"""A replica of a council's ModernGov site: an invented council in ModernGov's real markup, all of it in this package.

`modgov demo` and the tests harvest it over loopback, twice, a day apart in its story. It refuses nothing and asks
the network for nothing.
"""

from .server import serve
from .site import Answer, Replica
from .skins import COUNCIL

SLUG = "wexcombe"

__all__ = ["COUNCIL", "SLUG", "Answer", "Replica", "serve"]
