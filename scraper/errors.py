"""Why a page could not be fetched. Each error is one sentence that names the place and says what is wrong.

FetchError
├── BadUrl              the address is none, of a scheme that is not fetched, or carries a password
├── RobotsDenied        robots.txt forbids it, or could not be had
├── Parked              the site asked for a longer wait than a run should sleep
│   ├── CircuitOpen     it failed, so that nothing is asked of it for a while
│   └── Blocked         it answered with a bot check, so that nothing is asked of it for a while
├── TooLarge            the body is over the cap, as sent or unpacked
├── TooManyRedirects    more hops than any real page needs
├── UnsafeRedirect      https to http, or a public site to a private address
├── TlsError            the handshake failed and no switch that keeps authentication answers it
└── NetworkError        worth another try
    ├── DnsError        the name was not found
    ├── Unreachable     refused, reset, closed
    ├── TimedOut        a step or the whole fetch took too long
    └── IncompleteBody  the answer ended before its declared length
"""


# ruff: noqa: N818  # each name is what happened

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from .opt_ins import OptIn

A_YEAR = 365 * 86_400.0


class FetchError(Exception):
    """A page could not be fetched. `url` is the address that was asked for, `retryable` whether to try again soon.

    `way_out` is the opt-in with which it could be fetched, where there is one: its reason is the person's to give.
    """

    retryable = False
    way_out: "OptIn | None" = None

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url


class BadUrl(FetchError):
    """The address is none, of a scheme that is not fetched, or carries a password."""


class RobotsDenied(FetchError):
    """robots.txt forbids the page, or could not be had."""


class Parked(FetchError):
    """The site is to be left alone for `seconds`, until `not_before` (UTC): too long to sleep through.

    `why` says for what, without the time, which passes.
    """

    def __init__(
        self, message: str, url: str, seconds: float, not_before: datetime | None = None, why: str | None = None
    ) -> None:
        super().__init__(message, url)
        self.seconds, self.not_before, self.why = seconds, not_before, why or message

    def starting(self, now: datetime) -> Self:
        """The same, its wait counted from a moment; a wait of years counts as one year."""
        self.not_before = now.astimezone(UTC) + timedelta(seconds=min(self.seconds, A_YEAR))
        return self


class CircuitOpen(Parked):
    """The site kept failing, or cannot be reached securely; nothing is asked of it until `not_before`."""


class Blocked(Parked):
    """The site answered with a bot check; nothing is asked of it until `not_before`."""


class TooLarge(FetchError):
    """The body is over the size cap, as sent or unpacked."""


class TooManyRedirects(FetchError):
    """The site redirects on and on."""


class UnsafeRedirect(FetchError):
    """A redirect would lose security, or lead from a public site to a private address."""


class TlsError(FetchError):
    """No handshake could be made that authenticates the site.

    `diagnosis` is what the last handshake said, and `first` the first: `verify N`, or OpenSSL's reason. `switches`
    were on by then, after so many `handshakes`. `names` are those of the site's certificate, where it was seen.
    """

    def __init__(
        self,
        message: str,
        url: str,
        diagnosis: str,
        *,
        first: str | None = None,
        switches: tuple[str, ...] = (),
        names: tuple[str, ...] = (),
        handshakes: int = 0,
    ) -> None:
        super().__init__(message, url)
        self.diagnosis, self.first = diagnosis, first or diagnosis
        self.switches, self.names, self.handshakes = switches, names, handshakes


class NetworkError(FetchError):
    """The network failed; worth another try."""

    retryable = True


class DnsError(NetworkError):
    """The host's name was not found. Another try helps only where the resolver itself failed."""


class Unreachable(NetworkError):
    """The connection was refused, reset or closed."""


class TimedOut(NetworkError):
    """A step, or the whole fetch, took too long."""


class IncompleteBody(NetworkError):
    """The answer ended before the length that it declared."""
