"""Speaks HTTP politely: a URL in, a capture out. Knows no council page and no SQL."""

from .addresses import origin_of
from .asking import Asking
from .capture import Capture, Redirect, TlsFacts
from .client import Client
from .errors import (
    BadUrl,
    Blocked,
    CircuitOpen,
    DnsError,
    FetchError,
    IncompleteBody,
    NetworkError,
    Parked,
    RobotsDenied,
    TimedOut,
    TlsError,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    UnsafeRedirect,
)
from .events import Event
from .opt_ins import OptIn
from .packing import unpacked
from .settings import Settings

__all__ = [
    "Asking",
    "BadUrl",
    "Blocked",
    "Capture",
    "CircuitOpen",
    "Client",
    "DnsError",
    "Event",
    "FetchError",
    "IncompleteBody",
    "NetworkError",
    "OptIn",
    "Parked",
    "Redirect",
    "RobotsDenied",
    "Settings",
    "TimedOut",
    "TlsError",
    "TlsFacts",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
    "UnsafeRedirect",
    "origin_of",
    "unpacked",
]
