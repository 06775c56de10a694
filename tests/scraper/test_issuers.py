"""Which certificates may be an issuer's, and which OpenSSL might take for a root."""

import asyncio
import datetime as dt
import ssl
import tempfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from scraper.aia import intermediates
from scraper.issuers import Issuer, issuer_among, may_be_root, read_certificates
from scraper.leaves import Leaf
from tests.scraper.lab.certificates import Certified, rsa_key

KEYS = ("SubjectKeyIdentifier", "AuthorityKeyIdentifier")


@pytest.mark.parametrize(
    ("subject", "issuer"),
    [
        ("Rogue", "Rogue"),
        ("Rogue", "ROGUE"),
        ("Rogue Root", " rogue  ROOT "),
        ("Stra\xdfe", "STRASSE"),
    ],
)
def test_names_that_are_the_same_when_folded(subject, issuer):
    made = Certified(subject, key=8, issuer_name=issuer)
    assert may_be_root(made.certificate)
    assert may_be_root(Certified(subject, key=8, issuer_name=issuer, leaves_out=KEYS).certificate)


def test_openssl_itself_takes_the_disguise_for_a_root():
    """Else the guard above would be idle: to OpenSSL this leaf's chain ends in a root once the rogue is loaded."""
    rogue = Certified("Rogue Root", key=8, issuer_name="ROGUE  root")
    leaf = Certified("site", rogue, key=3, names=("a.example",), authority=False)
    assert handshake(rogue, leaf) == "accepted"
    assert handshake(Certified("Between", Certified("Root", key=1), key=8), leaf) != "accepted"


def handshake(loaded, leaf):
    """What a client that trusts just this certificate says of a leaf; no network is needed for it."""
    client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client.load_verify_locations(cadata=loaded.der)
    client.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    load(server, leaf)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(back, there, server_hostname="a.example")
    answering = server.wrap_bio(there, back, server_side=True)
    for one in (asking, answering, asking, answering):
        try:
            one.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            return error.reason
    return "accepted"


def load(server, leaf):
    key = leaf.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leaf.pem"
        path.write_bytes(leaf.pem + key)
        server.load_cert_chain(path)


@pytest.mark.parametrize("leaves_out", [(), KEYS, KEYS[:1], KEYS[1:]])
def test_an_honest_intermediate_is_none(leaves_out):
    assert not may_be_root(Certified("Between", Certified("Root", key=1), key=2, leaves_out=leaves_out).certificate)


def test_names_in_other_alphabets_need_key_identifiers():
    """Old kinds of strings are decoded differently by OpenSSL, so what looks different may be the same to it."""
    root = Certified("Gwra\xe2dd", key=1)
    assert not may_be_root(Certified("Canol\xf4l", root, key=2).certificate)
    assert may_be_root(Certified("Canol\xf4l", root, key=2, leaves_out=KEYS).certificate)
    assert may_be_root(Certified("Canol\xf4l", key=2, issuer_name="Gwra\xe2dd").certificate)  # its own key identifier


def test_a_certificate_whose_extensions_cannot_be_read_may_be_anything():
    name, other = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in ("A", "B"))
    key = rsa_key(1)
    twice = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    now = dt.datetime(2026, 3, 2)  # noqa: DTZ001
    extensions = [x509.Extension(twice.oid, critical=False, value=twice)] * 2
    made = x509.CertificateBuilder(name, other, key.public_key(), 7, now, now + dt.timedelta(1), extensions)
    assert may_be_root(made.sign(key, hashes.SHA256()))


def test_a_version_that_does_not_exist_is_read_by_nobody():
    der = Certified("Root", key=1).der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
    with pytest.raises(x509.InvalidVersion):
        x509.load_der_x509_certificate(der)
    assert Leaf.read(der) == Leaf(der)
    assert read_certificates(der) == []
    assert asyncio.run(intermediates(der)) == ()
    kept = Issuer("http://a.example/", der).kept()
    assert Issuer.recalled(kept) is None


def test_the_one_that_signed_is_taken_of_two_with_one_name():
    root = Certified("Root", key=1)
    old, new = (Certified("Between", root, key=number) for number in (2, 4))
    leaf = Certified("site", new, key=3, names=("a.example",), authority=False)
    assert issuer_among([old.certificate, new.certificate], leaf.certificate) == new.certificate
    assert issuer_among([old.certificate], leaf.certificate) == old.certificate  # the handshake will tell
    assert issuer_among([root.certificate], leaf.certificate) is None
    assert issuer_among([], leaf.certificate) is None
