"""An answer as the scraper hands it over, made up."""

import scraper

FACTS = scraper.TlsFacts(
    version="TLSv1.2",
    cipher="AES256-SHA256",
    alpn="http/1.1",
    certificate_sha256="ab" * 32,
    issuer="CN=Issuing CA",
    subject="CN=democracy.thornmouth.example",
    names=("democracy.thornmouth.example",),
    not_before="2026-01-01T00:00:00Z",
    not_after="2027-01-01T00:00:00Z",
    bits=256,
    aia=(("http://ca.example/issuing.crt", "cd" * 32),),
    certificate=b"DER",
)


def capture(url, body=b"", status=200, **more):
    given = {
        "url": url,
        "final_url": url,
        "redirects": (),
        "captured_at": "2026-03-02T01:00:00Z",
        "status": status,
        "reason": "OK",
        "http_version": "HTTP/1.1",
        "headers": (("Content-Type", "text/html"),),
        "request_headers": (("Host", "democracy.thornmouth.example"),),
        "body": body,
        "completeness": "length",
        "peer": "192.0.2.1:443",
        "tls": FACTS,
        "switches": (),
        "authenticated": "yes",
        "diagnosis": None,
        "attempts": 1,
        "errors": (),
        "elapsed": 0.1,
        "max_bytes": 1 << 20,
    }
    return scraper.Capture(**given | more)
