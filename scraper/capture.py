"""A capture: one answer, as it came, with what is known of the way it came."""

from dataclasses import dataclass, field

from .packing import unpacked


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """How a connection was secured, read when it was made, since it says nothing more once it is closed.

    `certificate_sha256` is the leaf's fingerprint. `names` are those that the leaf is for, and it holds from
    `not_before` to `not_after` (UTC). `bits` are the cipher's. `aia` are the fetched issuers: address and SHA-256.
    `certificate` is the leaf in DER.
    """

    version: str | None
    cipher: str | None
    alpn: str | None
    certificate_sha256: str | None
    issuer: str | None
    subject: str | None
    names: tuple[str, ...] = ()
    not_before: str | None = None
    not_after: str | None = None
    bits: int | None = None
    aia: tuple[tuple[str, str], ...] = ()
    certificate: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Redirect:
    """A hop on the way to the final answer, and how that hop was secured."""

    url: str
    status: int
    location: str
    switches: tuple[str, ...] = ()
    authenticated: str = "no"
    tls: TlsFacts | None = None
    opt_in: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer. `body` is as sent, less transfer chunking; `payload()` undoes the Content-Encoding.

    `captured_at` is when the answer's head came (UTC). `switches` are the TLS switches that the origin needed, and
    `authenticated` is `yes`, `weak` or `no`. `diagnosis` is what the first handshake said, if it failed. `handshakes`
    are those made with this origin since its last capture, failed ones and looks at its certificate included; none on
    a kept connection. `opt_in` is the kind and reason of the opt-ins in force. `completeness` says how the body's end
    was known: `length`, `chunked`, `unknown`, `empty`, or `cut` where it came too early; `clean_close`, where only the
    closed connection ended it, whether TLS said that it was the end. `challenge` names the bot check that it is.
    """

    url: str
    final_url: str
    redirects: tuple[Redirect, ...]
    captured_at: str
    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    request_headers: tuple[tuple[str, str], ...]
    body: bytes
    completeness: str
    peer: str | None
    tls: TlsFacts | None
    switches: tuple[str, ...]
    authenticated: str
    diagnosis: str | None
    attempts: int
    errors: tuple[str, ...]
    elapsed: float
    max_bytes: int
    handshakes: int = 0
    opt_in: str | None = None
    clean_close: bool | None = None
    challenge: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of a name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def content_type(self) -> str | None:
        """The Content-Type as declared."""
        return self.header("Content-Type")

    def payload(self) -> bytes:
        """The body with its Content-Encoding undone; raises TooLarge for one that unpacks beyond the cap."""
        return unpacked(self.body, self.header("Content-Encoding"), self.url, self.max_bytes)
