"""What a finished handshake says of itself, while its connection is open."""

import ssl

from .capture import TlsFacts
from .leaves import Leaf
from .tls import Setting


def facts_of(secured: ssl.SSLObject, leaf: Leaf, setting: Setting) -> TlsFacts:
    """The facts of a connection, with the leaf that it showed and the setting that it was made under."""
    cipher = secured.cipher()
    return TlsFacts(
        version=secured.version(),
        cipher=cipher[0] if cipher else None,
        alpn=secured.selected_alpn_protocol(),
        certificate_sha256=leaf.sha256 if leaf.der else None,
        issuer=leaf.issuer,
        subject=leaf.subject,
        names=leaf.names,
        not_before=leaf.not_before,
        not_after=leaf.not_after,
        bits=cipher[2] if cipher else None,
        aia=tuple((one.url, one.sha256) for one in setting.issuers),
        certificate=leaf.der or None,
    )
