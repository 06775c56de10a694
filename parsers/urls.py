"""ModernGov addresses: which install, which page, and the one canonical spelling of each.

Aliases, letter case, session segments, sub-path mounts, port 9071 and display parameters all lead to one URL.
"""

import base64
import binascii
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from .vocabulary.scripts import ALIAS_PORTS, DEFAULTS, LANGUAGE, PARAMETERS, SCRIPTS

_SESSION = re.compile(r"/(?:\(|%28)(?:[AXSF]\([^/]*?\)|[AXSF]%28[^/]*?%29)+(?:\)|%29)(?=/|$)", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?:^|/)documents/s(\d+)/", re.IGNORECASE)
_FILE = re.compile(r"(?:^|/)documents/[a-z]\d+/", re.IGNORECASE)
_OTHER_FILE = re.compile(r"/documents/([a-z])(\d+)/[^?]*(?:\?(?:.*&)?T=(\d+))?", re.IGNORECASE)
_AS_PDF = "mgconvert2pdf.aspx"
_SERVICE = re.compile(r"/(mgWebService\.asmx/\w+)$", re.IGNORECASE)
_DOCUMENT_HREF = re.compile(r"documents/s\d+/[\w%.~-]+", re.ASCII)
_SIMPLE_HREF = re.compile(r"(\w+\.aspx)(?:\?([\w=&]*))?(?:#\w*)?", re.ASCII)
_IDENTITY = {script: (*names, LANGUAGE) for script, names in SCRIPTS.values()}
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Location(NamedTuple):
    """A ModernGov address taken apart.

    `base` is everything before the last path segment, without a slash at its end; `council` names the install: host
    and mount, lower-case host, no scheme. `script` is `None` for an address that is no ModernGov page. `params` holds
    the parameters by canonical name, display parameters included. `canonical` is the one spelling of the address under
    which it is stored.
    """

    base: str
    council: str
    script: str | None
    params: dict[str, str]
    canonical: str

    def resolve(self, href: str) -> "Location | None":
        """The location that a link on this page leads to; `None` where it is no web address."""
        if href.startswith("documents/s"):
            if _DOCUMENT_HREF.fullmatch(href):
                return Location(self.base, self.council, None, {}, f"{self.base}/{href}")
        elif simple := _SIMPLE_HREF.fullmatch(href):
            name, query = simple.groups()
            script, params = _script(name), _simple_params(query)
            return Location(self.base, self.council, script, params, _canonical(self.base, script, params))
        if href.startswith(("#", "javascript:", "mailto:", "tel:")):
            return None
        try:
            return locate(urljoin(f"{self.base}/", href.strip()))
        except ValueError:
            return None


def _canonical(base: str, script: str, params: dict[str, str]) -> str:
    spelling, joint = f"{base}/{script}", "?"
    for name in _IDENTITY.get(script) or params:
        value = params.get(name)
        if value is not None and DEFAULTS.get(name) != value:
            spelling += f"{joint}{name}={value if value.isalnum() else quote(value)}"
            joint = "&"
    return spelling


@lru_cache(maxsize=1024)
def locate(url: str) -> Location:
    """Take a ModernGov address apart.

    Raises ValueError with one sentence for something that is not a web address.
    """
    url = _unproxied(url.strip())
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{url!r} is not a web address: {error}.") from error
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{url!r} is not a web address: it should begin with https:// and a host name.")
    host = (
        parts.hostname
        if port in ALIAS_PORTS | {None, _DEFAULT_PORTS[parts.scheme.lower()]}
        else f"{parts.hostname}:{port}"
    )
    mount, script, path = _split_path(_SESSION.sub("", parts.path))
    base, params = f"{parts.scheme.lower()}://{host}{mount}", _params(parts.query)
    if script is None:
        spelling = f"{base}/{path}" + (f"?{parts.query}" if parts.query else "")
    else:
        spelling = _canonical(base, script, params)
    return Location(base, f"{host}{mount}", script, params, spelling)


def canonical(url: str) -> str:
    """The one spelling of a ModernGov address; raises ValueError for something that is not a web address."""
    return locate(url).canonical


def attachment_id(url: str) -> str | None:
    """The id of the attachment that a document's address names (`documents/s12345/Report.pdf` gives `12345`)."""
    at = url.find("/documents/s")
    if at >= 0:  # as ModernGov writes it
        number = url[at + 12 : url.find("/", at + 12)]
        if number.isascii() and number.isdigit():
            return number
    found = _DOCUMENT.search(url)
    return found[1] if found else None


def document_id(url: str) -> str | None:
    """The id of the document that an address leads to; `None` where it leads to none.

    That is the attachment's own number, however it is asked for. A meeting's pack is `g` with the meeting's number,
    and which of its packs it is (`g9012/T1`).
    """
    number = attachment_id(url)
    if number is not None:
        return number
    if found := _OTHER_FILE.search(url):
        return found[1].lower() + found[2] + (f"/T{found[3]}" if found[3] else "")
    asked = locate(url)
    if (asked.script or "").lower() != _AS_PDF or "ID" not in asked.params:
        return None
    number, pack = asked.params["ID"], asked.params.get("T")
    return f"g{number}/T{pack}" if pack else number


def _split_path(path: str) -> tuple[str, str | None, str]:
    """Split a path into the install's mount, the ModernGov script if there is one, and what follows the mount."""
    path = re.sub(r"/{2,}", "/", path)
    folder, _, last = path.rpartition("/")
    if last.lower().endswith(".aspx"):
        return folder, _script(last), last
    if service := _SERVICE.search(path):
        return path[: service.start()], _script(service[1]), last
    if file := _FILE.search(path):
        start = file.start() + path[file.start()].count("/")
        return path[: file.start()], None, quote(unquote(path[start:]), safe="/")
    return (folder, None, last) if "." in last else (path.rstrip("/"), None, "")


def _script(name: str) -> str:
    known = SCRIPTS.get(name.lower())
    return known[0] if known else name


def _params(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    return {PARAMETERS.get(name.lower(), name): value.strip(" )") for name, value in reversed(pairs)}


def _simple_params(query: str | None) -> dict[str, str]:
    """Read a query that has no escapes, as nearly all of ModernGov's own links are: several times faster."""
    params: dict[str, str] = {}
    for pair in query.split("&") if query else ():
        name, equals, value = pair.partition("=")
        if equals:
            params.setdefault(PARAMETERS.get(name.lower(), name), value)
    return params


def _unproxied(url: str) -> str:
    """The true address behind a copy that Squiz serves on a council's main site (Maidstone)."""
    if "sq_content_src=" not in url:
        return url
    packed = dict(parse_qsl(urlsplit(url).query)).get("sq_content_src", "").lstrip("+ ")
    try:
        inner = base64.b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return url
    return dict(parse_qsl(inner)).get("url", url)
