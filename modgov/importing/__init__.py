"""The past from elsewhere: web archive files, other archives on the web, folders of saved pages."""

from .admission import Admission
from .folders import listed_pages
from .rehearsal import Rehearsal
from .tally import Tally, told
from .warcs import import_web_archives
from .wayback import Span, Wayback, import_wayback

__all__ = [
    "Admission",
    "Rehearsal",
    "Span",
    "Tally",
    "Wayback",
    "import_wayback",
    "import_web_archives",
    "listed_pages",
    "told",
]
