"""How to fetch: who we say we are, how fast, how long, how much."""

from dataclasses import dataclass
from pathlib import Path

from .opt_ins import OptIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a client. Times are seconds, sizes bytes.

    `contact` is an e-mail address or a page, told to every site. `interval` lies between the starts of two requests to
    one origin. `deadline` bounds one request as a whole, since timeouts hold for single reads only. `max_bytes` caps a
    body as sent and unpacked. A Retry-After over `longest_wait` parks the origin. `ca_file` trusts one further root.
    `opt_ins` are what a person allows single origins.

    The interval grows by up to `jitter` times itself, by chance. A slow answer is followed by a pause as long as it
    took, up to `longest_stretch`. Hosts below the names in `shared_hosts` share the pace of one origin where they
    share an address.
    """

    contact: str
    interval: float = 1.0
    connect_timeout: float = 20.0
    read_timeout: float = 60.0
    deadline: float = 120.0
    max_bytes: int = 64 * 1024 * 1024
    attempts: int = 4
    retry_base: float = 2.0
    retry_cap: float = 120.0
    longest_wait: float = 300.0
    longest_crawl_delay: float = 60.0
    jitter: float = 0.1
    longest_stretch: float = 30.0
    shared_hosts: tuple[str, ...] = ("moderngov.co.uk",)
    allow_private_aia: bool = False
    ca_file: Path | None = None
    opt_ins: tuple[OptIn, ...] = ()
    version: str = "0.1"

    @property
    def product(self) -> str:
        """The name under which robots.txt may speak of us: the contact is no part of it."""
        return "ModGov"

    @property
    def user_agent(self) -> str:
        """An honest name: what fetches, and whom to ask about it."""
        return f"{self.product}/{self.version} (+{self.contact})"
