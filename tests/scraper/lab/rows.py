"""Every broken server by name: how it is broken, and what must come of it.

A row is one line of the table in docs/tls.md. `Expected` says what a fetch ends in: the switches of a page, or the
diagnosis of a refusal. The servers are made when they are asked for, in a `World`.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .certificates import Certified, Shown
from .dh import DH_1024
from .old_tls import DHE_GCM, ECDHE_GCM, RSA_CBC, SHA1_RSA, OldTls
from .records import TLS10 as OLD_TLS10
from .refusals import CLOSE, RESET
from .servers import Flat, Mute, Plain
from .world import TLS10, TLS11, TLS12, World

OLD = ("ciphers", "seclevel0", "tls10")


@dataclass(frozen=True)
class Row:
    """A broken server. `first` is what the first handshake must say, `stops` what the last says where no page comes.

    `opt_in` is the kind and value of an opt-in that is given; `host` the name under which the server is asked.
    """

    name: str
    says: str
    make: Callable[[World], object]
    first: str | None = None
    switches: tuple[str, ...] = ()
    stops: str | None = None
    host: str = "127.0.0.1"
    opt_in: tuple[str, object] | None = None
    part: str = "One defect"
    settings: dict = field(default_factory=dict)


def _static_rsa(world, shown=None, **how):
    return world.openssl(shown, ciphers="AES256-SHA256", newest=TLS12, **how)


def _tls10(world, shown=None, **how):
    return world.openssl(shown, oldest=TLS10, newest=TLS10, **how)


def _small_dh(world, shown=None, *, dh=DH_1024, alone=False, **how):
    ciphers = "DHE-RSA-AES128-GCM-SHA256" + ("" if alone else ":ECDHE-RSA-AES128-GCM-SHA256")
    return world.openssl(shown, ciphers=ciphers, newest=TLS12, dh=dh, **how)


def _old(world, shown=None, **how):
    return OldTls(shown or world.shown(), **{"renegotiation": False, "suites": (ECDHE_GCM,), **how})


def _old_tls10(world, shown=None, **how):
    return _old(world, shown, **{"version": OLD_TLS10, "suites": (RSA_CBC,), "is_deaf": True, **how})


def _fresh(name, **how):
    """A server that shows a certificate made for it."""
    return lambda world: world.openssl(world.shown(**how))


def _two_unsent(world):
    low = Certified("Lab lower", world.between, key=4, aia=[world.at("/between.cer", world.between.der)])
    return world.openssl(Shown(world.leaf(issuer=low, aia=[world.at("/low.cer", low.der)])))


def _self_signed(world):
    return world.openssl(Shown(Certified("self", key=5, names=("127.0.0.1",), authority=False)))


def _inspected(world):
    proxy = Certified("Inspecting proxy", key=6)
    return world.openssl(Shown(world.leaf(issuer=proxy), proxy))


def _leaf_as_authority(world):
    ordinary = world.leaf("ordinary", key=4)
    return world.openssl(Shown(world.leaf(issuer=ordinary), ordinary))


def _weak_authority(world, **how):
    between = Certified("Weak", world.root, key=7, bits=1024)
    return world.openssl(Shown(world.leaf(issuer=between), between))


def _expired_between(world):
    between = Certified("Expired", world.root, key=2, start=-30, end=-1)
    return world.openssl(Shown(world.leaf(issuer=between), between))


def _known_only_as(name):
    """A server that knows one name, and answers others with an alert."""

    def make(world):
        manner = world.openssl(world.shown(names=(name,)))

        def choose(secured, asked, secure):
            del secured, secure
            return None if asked == name else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

        manner.secure.sni_callback = choose
        return manner

    return make


def _wants_certificate(world):
    manner = world.openssl()
    manner.secure.verify_mode = ssl.CERT_REQUIRED
    manner.secure.load_verify_locations(world.ca_file)
    return manner


def _rogue_root(world):
    rogue = Certified("Rogue root", key=8)
    return world.openssl(Shown(world.leaf(issuer=rogue, aia=[world.at("/rogue.cer", rogue.der)])))


def _rogue_root_in_disguise(world):
    """OpenSSL folds case and blanks in names, so this is self-signed to it, whatever it looks like."""
    rogue = Certified("Rogue Root", key=8, issuer_name="ROGUE  root")
    return world.openssl(Shown(world.leaf(issuer=rogue, aia=[world.at("/disguised.cer", rogue.der)])))


def _rogue_below_unknown(world):
    rogue = Certified("Rogue", Certified("Unknown root", key=9), key=8)
    return world.openssl(Shown(world.leaf(issuer=rogue, aia=[world.at("/rogue.cer", rogue.der)])))


def _rogue_namesake(world):
    rogue = Certified("Lab intermediate", Certified("Lab root", key=9), key=8)
    return world.openssl(Shown(world.leaf(issuer=rogue, aia=[world.at("/namesake.cer", rogue.der)])))


def _leaf_by_aia(world):
    ordinary = world.leaf("ordinary", key=4)
    return world.openssl(Shown(world.leaf(issuer=ordinary, aia=[world.at("/ordinary.cer", ordinary.der)])))


ALERT, EOF, RESET_ = "SSLV3_ALERT_HANDSHAKE_FAILURE", "UNEXPECTED_EOF_WHILE_READING", "reset"
RENEG, VERSION = "UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "TLSV1_ALERT_PROTOCOL_VERSION"

ONE_DEFECT = [
    Row("honest", "nothing is wrong", lambda w: w.openssl()),
    Row("no-key-identifier", "the leaf has no AuthorityKeyIdentifier", _fresh("", leaves_out=("AuthorityKeyIdentifier",)), "verify 85", ("x509-lax",)),
    Row("no-key-usage", "an intermediate has no KeyUsage", lambda w: w.openssl(Shown(w.leaf(issuer=(b := Certified("Formless", w.root, key=4, leaves_out=("KeyUsage",)))), b)), "verify 92", ("x509-lax",)),
    Row("intermediate-unsent", "the intermediate is not sent", lambda w: w.openssl(w.unsent()), "verify 20", ("aia",)),
    Row("two-unsent", "two intermediates are not sent", _two_unsent, "verify 20", ("aia",)),
    Row("no-rfc5746", "no secure renegotiation", _old, RENEG, ("reneg",)),
    Row("static-rsa", "static RSA only, refused by an alert", _static_rsa, ALERT, ("ciphers",)),
    Row("static-rsa-close", "static RSA only, refused by closing", lambda w: _static_rsa(w, refusal=CLOSE), EOF, ("ciphers",)),
    Row("static-rsa-reset", "static RSA only, refused by a reset", lambda w: _static_rsa(w, refusal=RESET), RESET_, ("ciphers",)),
    Row("static-rsa-71", "static RSA only, refused by insufficient_security", lambda w: _static_rsa(w, refusal=w.flat(71).last), "TLSV1_ALERT_INSUFFICIENT_SECURITY", ("ciphers",)),
    Row("cbc-sha", "AES-CBC with SHA-1 only", lambda w: w.openssl(ciphers="ECDHE-RSA-AES128-SHA", newest=TLS12), ALERT, ("ciphers",)),
    Row("small-dh", "a 1024-bit DH key is preferred, ECDHE is there", _small_dh, "DH_KEY_TOO_SMALL", ("no-dhe",)),
    Row("small-dh-alone", "a 1024-bit DH key and nothing else", lambda w: _small_dh(w, alone=True), "DH_KEY_TOO_SMALL", ("seclevel1",)),
    Row("small-dh-alone-reset", "the same, refused by a reset", lambda w: _small_dh(w, alone=True, refusal=RESET), "DH_KEY_TOO_SMALL", ("seclevel1",)),
    Row("tiny-dh", "a 512-bit DH key and nothing else", lambda w: OldTls(w.shown(), suites=(DHE_GCM,)), "DH_KEY_TOO_SMALL", stops="DH_KEY_TOO_SMALL"),
    Row("weak-key", "a leaf of 1024-bit RSA", _fresh("", key=7, bits=1024), "verify 66", ("seclevel1",)),
    Row("weak-authority", "an intermediate of 1024-bit RSA", _weak_authority, "verify 67", ("seclevel1",)),
    Row("sha1-certificate", "a leaf signed with SHA-1", _fresh("", is_sha1=True), "verify 68", ("seclevel0",)),
    Row("sha1-handshake", "a handshake signed with SHA-1", lambda w: _old(w, renegotiation=True, signature=SHA1_RSA), "WRONG_SIGNATURE_TYPE", ("seclevel0",)),
    Row("tls10", "TLS 1.0 only, refused by an alert", _tls10, VERSION, OLD),
    Row("tls11", "TLS 1.1 only, refused by an alert", lambda w: w.openssl(oldest=TLS11, newest=TLS11), VERSION, OLD),
    Row("tls10-answer", "TLS 1.0 only, answered as if we had asked for it", lambda w: _old_tls10(w, renegotiation=True), "UNSUPPORTED_PROTOCOL", OLD),
    Row("tls10-close", "TLS 1.0 only, refused by closing", lambda w: _tls10(w, refusal=CLOSE), EOF, OLD),
    Row("tls10-reset", "TLS 1.0 only, refused by a reset", lambda w: _tls10(w, refusal=RESET), RESET_, OLD),
    Row("tls10-alert-40", "TLS 1.0 only, refused by handshake_failure", lambda w: _tls10(w, refusal=w.flat(40).last), ALERT, OLD),
    Row("internal-error-once", "internal_error, once", lambda w: w.flat(80, times=1, then=w.openssl())),
    Row("reset-once", "a reset, once", lambda w: Flat(RESET, times=1, then=w.openssl())),
]  # fmt: skip

STOPS = [
    Row("self-signed", "a self-signed certificate", _self_signed, stops="verify 18"),
    Row("inspected", "a root that is not trusted, sent along", _inspected, stops="verify 19"),
    Row("expired", "an expired leaf", _fresh("", start=-30, end=-1), stops="verify 10"),
    Row("expired-intermediate", "an expired intermediate", _expired_between, stops="verify 10"),
    Row("not-yet-valid", "a leaf that is not valid yet", _fresh("", start=2), stops="verify 9"),
    Row("wrong-name", "a certificate of another name", _fresh("", names=("other.example", "*.third.example")), stops="verify 62", host="localhost"),
    Row("wrong-address", "a certificate of another address", _fresh("", names=("127.0.0.9",)), stops="verify 64"),
    Row("unknown-issuer", "an issuer that nobody knows, and no address for it", lambda w: w.openssl(Shown(w.leaf(issuer=Certified("Unknown", key=9)))), stops="verify 20"),
    Row("leaf-as-authority", "an ordinary leaf issued the certificate", _leaf_as_authority, stops="verify 79"),
    Row("not-tls", "plain HTTP on the port", lambda w: Plain(), stops="WRONG_VERSION_NUMBER"),
    Row("unrecognized-name", "unrecognized_name", _known_only_as("elsewhere.example"), stops="TLSV1_UNRECOGNIZED_NAME", host="localhost"),
    Row("internal-error", "internal_error, always", lambda w: w.flat(80), stops="TLSV1_ALERT_INTERNAL_ERROR"),
    Row("access-denied", "access_denied", lambda w: w.flat(49), stops="TLSV1_ALERT_ACCESS_DENIED"),
    Row("client-certificate", "a certificate of the visitor is wanted", _wants_certificate, stops="TLSV13_ALERT_CERTIFICATE_REQUIRED"),
    Row("handshake-failure", "handshake_failure, always", lambda w: w.flat(40), stops=ALERT),
    Row("insufficient-security", "insufficient_security, always", lambda w: w.flat(71), stops="TLSV1_ALERT_INSUFFICIENT_SECURITY"),
    Row("protocol-version", "protocol_version, always", lambda w: w.flat(70), stops=VERSION),
    Row("hangs-up", "a plain close, always", lambda w: Flat(CLOSE), stops=EOF),
    Row("resets", "a reset, always", lambda w: Flat(RESET), stops=RESET_),
    Row("silent", "no answer at all", lambda w: Mute(), stops="TimedOut", settings={"connect_timeout": 0.5}),
]  # fmt: skip

PAIRS = [
    Row("tls10+no-rfc5746", "TLS 1.0 only, and no secure renegotiation", _old_tls10, "UNSUPPORTED_PROTOCOL", ("reneg", *OLD)),
    Row("tls10+unsent", "TLS 1.0 only, and the intermediate is not sent", lambda w: _tls10(w, w.unsent()), VERSION, ("aia", *OLD)),
    Row("tls10+no-rfc5746+unsent", "both, and the intermediate is not sent", lambda w: _old_tls10(w, w.unsent()), "UNSUPPORTED_PROTOCOL", ("aia", "reneg", *OLD)),
    Row("tls10+weak-key", "TLS 1.0 only, and a leaf of 1024-bit RSA", lambda w: _tls10(w, w.shown(key=7, bits=1024)), VERSION, OLD),
    Row("tls10+sha1-certificate", "TLS 1.0 only, and a leaf signed with SHA-1", lambda w: _tls10(w, w.shown(is_sha1=True)), VERSION, OLD),
    Row("no-rfc5746+static-rsa", "no secure renegotiation, and static RSA only", lambda w: _old(w, suites=(RSA_CBC,)), ALERT, ("reneg", "ciphers")),
    Row("no-rfc5746+unsent", "no secure renegotiation, and the intermediate is not sent", lambda w: _old(w, w.unsent()), RENEG, ("aia", "reneg")),
    Row("no-rfc5746+sha1-handshake", "no secure renegotiation, and a handshake signed with SHA-1", lambda w: _old(w, signature=SHA1_RSA), RENEG, ("reneg", "seclevel0")),
    Row("static-rsa+unsent", "static RSA only, and the intermediate is not sent", lambda w: _static_rsa(w, w.unsent()), ALERT, ("aia", "ciphers")),
    Row("static-rsa-close+unsent", "the same, refused by closing", lambda w: _static_rsa(w, w.unsent(), refusal=CLOSE), EOF, ("aia", "ciphers")),
    Row("static-rsa+weak-key", "static RSA only, and a leaf of 1024-bit RSA", lambda w: _static_rsa(w, w.shown(key=7, bits=1024)), ALERT, ("ciphers", "seclevel1")),
    Row("small-dh+unsent", "a small DH key, and the intermediate is not sent", lambda w: _small_dh(w, w.unsent()), "verify 20", ("aia", "no-dhe")),
    Row("small-dh-alone+weak-key", "a small DH key alone, and a leaf of 1024-bit RSA", lambda w: _small_dh(w, w.shown(key=7, bits=1024), alone=True), "verify 66", ("seclevel1",)),
    Row("weak-key+sha1-certificate", "a leaf of 1024-bit RSA, signed with SHA-1", _fresh("", key=7, bits=1024, is_sha1=True), "verify 66", ("seclevel0",)),
    Row("weak-key+unsent", "a leaf of 1024-bit RSA, and the intermediate is not sent", lambda w: w.openssl(w.unsent(key=7, bits=1024)), "verify 66", ("aia", "seclevel1")),
    Row("no-key-identifier+unsent", "no AuthorityKeyIdentifier, and the intermediate is not sent", lambda w: w.openssl(w.unsent(leaves_out=("AuthorityKeyIdentifier",))), "verify 20", ("x509-lax", "aia")),
    Row("expired+unsent", "an expired leaf, and the intermediate is not sent", lambda w: w.openssl(w.unsent(start=-30, end=-1)), "verify 20", stops="verify 10"),
    Row("wrong-name+unsent", "another name, and the intermediate is not sent", lambda w: w.openssl(w.unsent(names=("other.example",))), "verify 20", stops="verify 62", host="localhost"),
    Row("tls10+expired", "TLS 1.0 only, and an expired leaf", lambda w: _tls10(w, w.shown(start=-30, end=-1)), VERSION, stops="verify 10"),
    Row("no-rfc5746+static-rsa-close+unsent", "more than five handshakes can answer", lambda w: _old(w, w.unsent(), suites=(RSA_CBC,), refusal=CLOSE), EOF, stops="verify 20"),
    Row("static-rsa+self-signed", "static RSA only, and self-signed", lambda w: _static_rsa(w, Shown(Certified("self", key=5, names=("127.0.0.1",), authority=False))), ALERT, stops="verify 18"),
]  # fmt: skip
PAIRS = [replace(row, part="Several defects") for row in PAIRS]

ATTACKS = [
    Row("aia-rogue-root", "a rogue self-signed root is offered", _rogue_root, "verify 20", stops="verify 20"),
    Row("aia-rogue-root-in-disguise", "the same, its issuer's name written otherwise", _rogue_root_in_disguise, "verify 20", stops="verify 20"),
    Row("aia-rogue-authority", "a rogue authority below an unknown root is offered", _rogue_below_unknown, "verify 20", stops="verify 2"),
    Row("aia-namesake", "a rogue authority and root with the names of the trusted ones", _rogue_namesake, "verify 20", stops="verify 2"),
    Row("aia-leaf", "an ordinary leaf of the trusted root is offered as an authority", _leaf_by_aia, "verify 20", stops="verify 79"),
]  # fmt: skip
ATTACKS = [replace(row, part="Attacks by way of AIA") for row in ATTACKS]
STOPS = [replace(row, part="No switch answers") for row in STOPS]


def _opted(base, kind, value=None, **changed):
    """A row that stops, with an opt-in: a page comes, unless `stops` says again that none does."""
    name = f"{base} / {changed.pop('called', kind)}"
    known = {"opt_in": (kind, value), "stops": None, "first": ROWS[base].stops, "part": "With an opt-in"}
    return replace(ROWS[base], name=name, **{**known, **changed})


ROWS = {row.name: row for row in (*ONE_DEFECT, *PAIRS, *STOPS, *ATTACKS)}

OPT_INS = [
    _opted("expired", "expired-ok"),
    _opted("expired-intermediate", "expired-ok"),
    _opted("not-yet-valid", "expired-ok"),
    _opted("tls10+expired", "expired-ok", switches=OLD, first=VERSION),
    _opted("expired+unsent", "expired-ok", switches=("aia",), first="verify 20"),
    _opted("wrong-name", "expired-ok", stops="verify 62"),
    _opted("self-signed", "expired-ok", stops="verify 18"),
    _opted("wrong-name", "alias", "other.example"),
    _opted("wrong-name", "alias", "more.example", stops="verify 62", called="another alias"),
    _opted("wrong-address", "alias", "127.0.0.9"),
    _opted("wrong-name+unsent", "alias", "other.example", switches=("aia",), first="verify 20"),
    _opted("unrecognized-name", "alias", "elsewhere.example"),
    _opted("unknown-issuer", "alias", "127.0.0.1", stops="verify 20"),
    _opted("self-signed", "pin", "leaf"),
    _opted("self-signed", "pin", 64 * "0", stops="pin", called="another pin"),
    _opted("inspected", "pin", "leaf"),
    _opted("unknown-issuer", "pin", "leaf"),
    _opted("static-rsa+self-signed", "pin", "leaf", switches=("ciphers",), first=ALERT),
    _opted("self-signed", "unverified"),
    _opted("unknown-issuer", "unverified"),
    _opted("wrong-name", "unverified"),
    _opted("leaf-as-authority", "unverified"),
    _opted("handshake-failure", "unverified", stops=ALERT),
    _opted("not-tls", "http", first=None),
    _opted("honest", "unverified", first=None),
]
ROWS |= {row.name: row for row in OPT_INS}
