"""A capture on its way from the scraper to the archive, as plain values."""

import platform
import ssl
from importlib.metadata import version
from typing import Any, Final

import scraper

from . import __version__

SOFTWARE: Final = (
    f"modgov/{__version__} (httpx {version('httpx')}, Python {platform.python_version()}, {ssl.OPENSSL_VERSION})"
)


def exchange(capture: scraper.Capture, url: str, council: str, run_id: int) -> dict[str, Any]:
    """A capture as the plain mapping that storage takes."""
    return {
        "council": council,
        "url": url,
        "software": SOFTWARE,
        "source": "fetch",
        "run_id": run_id,
        **_answered(capture),
        **_reached(capture),
        **(_secured(capture.tls) if capture.tls else {}),
    }


def _answered(capture: scraper.Capture) -> dict[str, Any]:
    """What was asked and what came, as HTTP has it."""
    return {
        "final_url": capture.final_url,
        "captured_at": capture.captured_at,
        "status": capture.status,
        "reason": capture.reason,
        "http_version": capture.http_version,
        "headers": capture.headers,
        "request_headers": capture.request_headers,
        "body": capture.body,
        "content_type": capture.content_type,
        "completeness": capture.completeness,
        "clean_close": capture.clean_close,
        "challenge": capture.challenge,
    }


def _reached(capture: scraper.Capture) -> dict[str, Any]:
    """How the answer was come by: over which redirects, by which switches, in how many attempts."""
    return {
        "peer": capture.peer,
        "redirects": list(map(_redirect, capture.redirects)),
        "switches": list(capture.switches),
        "authenticated": capture.authenticated,
        "opt_in": capture.opt_in,
        "handshakes": capture.handshakes,
        "diagnosis": capture.diagnosis,
        "attempts": capture.attempts,
        "errors": list(capture.errors),
        "elapsed": round(capture.elapsed, 3),
    }


def _secured(tls: scraper.TlsFacts) -> dict[str, Any]:
    """How a connection was secured, under the names of the columns."""
    return {
        "tls_version": tls.version,
        "tls_cipher": tls.cipher,
        "tls_bits": tls.bits,
        "alpn": tls.alpn,
        "certificate": tls.certificate,
        "certificate_sha256": tls.certificate_sha256,
        "subject": tls.subject,
        "issuer": tls.issuer,
        "names": list(tls.names),
        "valid_from": tls.not_before,
        "valid_to": tls.not_after,
        "aia": [list(fetched) for fetched in tls.aia],
    }


def _redirect(hop: scraper.Redirect) -> dict[str, Any]:
    """A hop on the way; its certificate is known by its fingerprint only."""
    secured = {name: value for name, value in _secured(hop.tls).items() if name != "certificate"} if hop.tls else None
    return {
        "url": hop.url,
        "status": hop.status,
        "location": hop.location,
        "switches": list(hop.switches),
        "authenticated": hop.authenticated,
        "opt_in": hop.opt_in,
        "tls": secured,
    }
