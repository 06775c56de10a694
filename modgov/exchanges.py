"""A capture on its way from the scraper to the archive, as plain values."""

import platform
import ssl
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final

import scraper

from . import __version__

SOFTWARE: Final = (
    f"modgov/{__version__} (httpx {version('httpx')}, Python {platform.python_version()}, {ssl.OPENSSL_VERSION})"
)


def exchange(capture: scraper.Capture, url: str, council: str, run_id: int) -> dict[str, Any]:
    """A capture as the plain mapping that storage takes."""
    tls = capture.tls
    return {
        "council": council,
        "url": url,
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
        "peer": capture.peer,
        "tls_version": tls.version if tls else None,
        "tls_cipher": tls.cipher if tls else None,
        "certificate_sha256": tls.certificate_sha256 if tls else None,
        "issuer": tls.issuer if tls else None,
        "switches": list(capture.switches),
        "authenticated": capture.authenticated,
        "diagnosis": capture.diagnosis,
        "attempts": capture.attempts,
        "errors": list(capture.errors),
        "redirects": [asdict(hop) for hop in capture.redirects],
        "elapsed": round(capture.elapsed, 3),
        "software": SOFTWARE,
        "source": "fetch",
        "run_id": run_id,
    }
