"""Certificates of issuers: read in every form that they are served in, and taken only where they can do no harm.

What is loaded beside the trusted roots becomes a root itself if OpenSSL takes it for self-signed, whatever its
signature is worth. OpenSSL folds names for that, so names that differ to the eye may be the same to it.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer's certificate in DER, and the address that it was fetched from."""

    url: str
    der: bytes

    @classmethod
    def of(cls, url: str, certificate: x509.Certificate) -> "Issuer":
        """The issuer that a certificate is, from where it was fetched."""
        return cls(url, certificate.public_bytes(Encoding.DER))

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate, read."""
        return x509.load_der_x509_certificate(self.der)

    @property
    def sha256(self) -> str:
        """The fingerprint, in hex."""
        return hashlib.sha256(self.der).hexdigest()

    def kept(self) -> dict[str, str]:
        """The issuer as JSON can hold it."""
        return {"url": self.url, "sha256": self.sha256, "der": base64.b64encode(self.der).decode()}

    @classmethod
    def recalled(cls, kept: Mapping[str, Any]) -> "Issuer | None":
        """An issuer from JSON; `None` where it was damaged, or should never have been taken."""
        try:
            issuer = cls(str(kept["url"]), base64.b64decode(kept["der"], validate=True))
            is_sound = issuer.sha256 == kept["sha256"] and not may_be_root(issuer.certificate)
        except (KeyError, TypeError, ValueError, binascii.Error, x509.InvalidVersion):
            return None
        return issuer if is_sound else None


def read_certificates(body: bytes) -> list[x509.Certificate]:
    """Certificates in DER, PEM or PKCS#7; none in anything else."""
    loaders: tuple[Callable[[bytes], list[x509.Certificate]], ...] = (
        lambda der: [x509.load_der_x509_certificate(der)],
        x509.load_pem_x509_certificates,
        pkcs7.load_der_pkcs7_certificates,
        pkcs7.load_pem_pkcs7_certificates,
    )
    for load in loaders:
        try:
            return load(body)
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
            continue
    return []


def issuer_among(found: Iterable[x509.Certificate], certificate: x509.Certificate) -> x509.Certificate | None:
    """The one whose subject is the wanted issuer, and which is not self-signed; best one that signed it."""
    named = [one for one in found if one.subject == certificate.issuer and not may_be_root(one)]
    return next((one for one in named if _signed(one, certificate)), named[0] if named else None)


def may_be_root(certificate: x509.Certificate) -> bool:
    """Whether OpenSSL might take a certificate for self-signed, and so for a root once it is loaded.

    Different key identifiers settle that it does not. Without them the names must differ however they are folded, and
    be plain ASCII, since the older kinds of strings are not decoded by everybody alike.
    """
    own: bytes | None = None
    above: bytes | None = None
    try:
        own = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        above = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except x509.ExtensionNotFound:
        above = None
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return True
    subject, issuer = _folded(certificate.subject), _folded(certificate.issuer)
    if subject == issuer:
        return True
    return (above is None or own == above) and not all(part.isascii() for part in (*subject, *issuer))


def _folded(name: x509.Name) -> list[str]:
    return [f"{part.oid.dotted_string}={' '.join(str(part.value).casefold().split())}" for part in name]


def _signed(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether an issuer's key made a certificate's signature, as far as that can be told here."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True
