"""Certificates of all kinds, good and bad. Keys are made once for each kind: they guard nothing."""

import datetime as dt
import functools
import hashlib
import ipaddress
import ssl
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
DAY = dt.timedelta(days=1)


@functools.cache
def rsa_key(number, bits=2048):
    """One of a few keys; `number` tells them apart."""
    del number
    return rsa.generate_private_key(65537, bits)


def common_name(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Certified:
    """A certificate, its key, and whoever issued it (itself, for a root).

    `names` are those of a site: none for an authority. `leaves_out` names extensions that are missing. `is_sha1` signs
    as nobody should any more. `start` and `end` are in days from now.
    """

    def __init__(
        self, name, issuer=None, *, key=1, bits=2048, names=(), authority=True, aia=(), leaves_out=(), is_sha1=False,
        start=-1, end=30, issuer_name=None,
    ):  # fmt: skip
        self.key = rsa_key(key, bits)
        self.name, self.issuer = common_name(name), issuer or self
        self.issuer_name = common_name(issuer_name) if issuer_name else self.issuer.name
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(
            self.issuer_name, self.name, self.key.public_key(), x509.random_serial_number(),
            (now + start * DAY).replace(tzinfo=None), (now + end * DAY).replace(tzinfo=None),
        )  # fmt: skip
        for extension, critical in self._extensions(names, authority, aia):
            if type(extension).__name__ not in leaves_out:
                builder = builder.add_extension(extension, critical)
        self.certificate = builder.sign(self.issuer.key, hashes.SHA256())
        self.der = self.certificate.public_bytes(DER)
        if is_sha1:
            self.der = resigned_with_sha1(self.der, self.issuer.key)

    def _extensions(self, names, authority, aia):
        yield x509.BasicConstraints(ca=authority, path_length=None), True
        yield x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), False
        yield x509.AuthorityKeyIdentifier.from_issuer_public_key(self.issuer.key.public_key()), False
        usage = dict.fromkeys(
            ("content_commitment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
        )
        usage |= {"digital_signature": True, "key_encipherment": not authority}
        yield x509.KeyUsage(**usage, key_cert_sign=authority, crl_sign=authority), True
        if names:
            yield x509.SubjectAlternativeName([*map(_general_name, names)]), False
        if aia:
            kind = AuthorityInformationAccessOID.CA_ISSUERS
            entries = [x509.AccessDescription(kind, x509.UniformResourceIdentifier(url)) for url in aia]
            yield x509.AuthorityInformationAccess(entries), False

    @property
    def sha256(self):
        return hashlib.sha256(self.der).hexdigest()

    @property
    def pem(self):
        return ssl.DER_cert_to_PEM_cert(self.der).encode()


def _general_name(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def resigned_with_sha1(der, key):
    """The same certificate signed with RSA and SHA-1: only the algorithm's last arc and the signature differ."""
    sha256, sha1 = (bytes.fromhex("06092a864886f70d0101") + bytes([arc]) for arc in (0x0B, 0x05))
    body = x509.load_der_x509_certificate(der).tbs_certificate_bytes.replace(sha256, sha1)
    signature = key.sign(body, padding.PKCS1v15(), hashes.SHA1())
    inside = body + bytes.fromhex("300d06092a864886f70d0101050500") + _der(0x03, b"\0" + signature)
    return _der(0x30, inside)


def _der(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    long = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(long)]) + long + content


class Shown:
    """What a server shows: a leaf with its key, and the certificates that it sends above it."""

    def __init__(self, leaf, *above):
        self.leaf, self.key = leaf, leaf.key
        self.chain = [leaf.der, *(one.der for one in above)]

    def context(self, folder, *, ciphers=None, oldest=None, newest=None, level=0, dh=None):
        """A server's context of OpenSSL, willing to be as weak as it takes."""
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.set_ciphers(f"{ciphers or 'DEFAULT'}:@SECLEVEL={level}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            if oldest is not None:
                secure.minimum_version = oldest
            if newest is not None:
                secure.maximum_version = newest
        path = folder / f"{self.leaf.certificate.serial_number}.pem"
        key = self.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(b"".join(ssl.DER_cert_to_PEM_cert(one).encode() for one in self.chain) + key)
        secure.load_cert_chain(path)
        if dh is not None:
            path = folder / f"dh-{len(dh)}.pem"
            path.write_bytes(dh)
            secure.load_dh_params(path)
            secure.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
        return secure
