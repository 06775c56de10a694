"""A site's own certificate (its leaf): whose it is, who issued it, which names it is for, how long it holds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

MOST_NAMES = 100
_LONGEST = 253


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf, from its DER. What cannot be read in it is none: OpenSSL takes some that `cryptography` does not.

    All text comes from a stranger, so it is kept short and printable.
    """

    der: bytes
    issuer: str | None = None
    subject: str | None = None
    names: tuple[str, ...] = ()
    not_before: str | None = None
    not_after: str | None = None

    @property
    def sha256(self) -> str:
        """The fingerprint, in hex."""
        return hashlib.sha256(self.der).hexdigest()

    @classmethod
    def read(cls, der: bytes) -> "Leaf":
        """Read a certificate."""
        try:
            certificate = x509.load_der_x509_certificate(der)
            return cls(
                der,
                _printable(certificate.issuer.rfc4514_string()),
                _printable(certificate.subject.rfc4514_string()),
                _names(certificate),
                _utc(certificate.not_valid_before_utc),
                _utc(certificate.not_valid_after_utc),
            )
        except (ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
            return cls(der)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """The names that a certificate is for: those of its extension, or the common names of old."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return tuple(_printable(str(one.value)) for one in common[:MOST_NAMES])
    names = [str(one.value) for one in found if isinstance(one, (x509.DNSName, x509.IPAddress))]
    return tuple(map(_printable, names[:MOST_NAMES]))


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text[:_LONGEST])


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
