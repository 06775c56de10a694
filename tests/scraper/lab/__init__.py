"""A lab of deliberately broken TLS servers on loopback: one for every defect that the ladder answers or refuses.

    def test_something(lab):
        server = lab.start("no-rfc5746")          # any name in `rows.ROWS`
        ... server.url, lab.ca_file, server.connections, server.paths

`certificates` makes the certificates, `servers` speaks HTTP over TLS by OpenSSL, and `old_tls` is TLS by hand, for what
OpenSSL refuses to be.
"""

from .fixture import Lab, lab
from .rows import ROWS, Row

__all__ = ["ROWS", "Lab", "Row", "lab"]
