"""The ladder as a table: which step answers which defect, and where it ends."""

import pytest

from scraper.diagnosis import Diagnosis
from scraper.ladder import SWITCHES, WEAK, implied, in_order, step


def climb(start, *said):
    """Where a ladder stands after each thing said; `None` where it ends."""
    stands, tried, seen = frozenset(start), frozenset(start), []
    for words in said:
        stands = step(stands, Diagnosis(words), tried)
        seen.append(stands and set(stands))
        if stands is None:
            break
        tried |= stands
    return seen


OLD = {"tls10", "seclevel0", "ciphers"}
ALERT, RENEG = "SSLV3_ALERT_HANDSHAKE_FAILURE", "UNSAFE_LEGACY_RENEGOTIATION_DISABLED"


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        (["verify 66"], [{"seclevel1"}]),
        (["verify 67", "verify 67"], [{"seclevel1"}, None]),
        (["verify 68", "verify 68"], [{"seclevel0"}, None]),
        (["verify 66", "verify 68", "verify 66"], [{"seclevel1"}, {"seclevel0"}, None]),
        (["verify 68", "verify 66"], [{"seclevel0"}, None]),
        (["verify 80", "verify 94"], [{"x509-lax"}, None]),
        (["verify 95"], [None]),
        (["verify 20"], [None]),  # what answers it has to be fetched
        ([RENEG, RENEG], [{"reneg"}, None]),
        ([ALERT, ALERT, ALERT], [{"ciphers"}, OLD, None]),
        (["TLS_ALERT_HANDSHAKE_FAILURE"], [{"ciphers"}]),
        (["TLSV1_ALERT_INSUFFICIENT_SECURITY"], [{"ciphers"}]),
        (["reset", "UNEXPECTED_EOF_WHILE_READING", "reset"], [{"ciphers"}, OLD, None]),
        (["TLSV1_ALERT_PROTOCOL_VERSION", RENEG], [OLD, OLD | {"reneg"}]),
        (["UNSUPPORTED_PROTOCOL", "UNSUPPORTED_PROTOCOL"], [OLD, None]),
        (["VERSION_TOO_LOW"], [OLD]),
        (["WRONG_SIGNATURE_TYPE", "WRONG_SIGNATURE_TYPE"], [{"seclevel0"}, None]),
        (["LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED"], [{"seclevel0"}]),
        (["verify 66", ALERT], [{"seclevel1"}, OLD]),  # with more than the ciphers that it brought
        (["DH_KEY_TOO_SMALL"], [{"no-dhe"}]),
        (["DH_KEY_TOO_SMALL", ALERT], [{"no-dhe"}, {"seclevel1"}]),
        (["DH_KEY_TOO_SMALL", "reset", "DH_KEY_TOO_SMALL"], [{"no-dhe"}, {"seclevel1"}, None]),
        ([ALERT, "DH_KEY_TOO_SMALL", ALERT], [{"ciphers"}, {"ciphers", "no-dhe"}, {"ciphers", "seclevel1"}]),
        (["verify 68", "DH_KEY_TOO_SMALL", ALERT], [{"seclevel0"}, {"seclevel0", "no-dhe"}, None]),
        *(([words], [None]) for words in ("verify 9", "verify 10", "verify 18", "verify 19", "verify 62", "verify 64")),
        *(([words], [None]) for words in ("verify 79", "WRONG_VERSION_NUMBER", "TLSV1_UNRECOGNIZED_NAME")),
        *(([words], [None]) for words in ("TLSV1_ALERT_ACCESS_DENIED", "TLSV1_ALERT_INTERNAL_ERROR", "NEW")),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value[0], str) else "",
)
def test_steps(said, seen):
    assert climb((), *said) == seen


def test_every_climb_ends():
    """Whatever a server says, and however often, the ladder is finite."""
    words = [ALERT, RENEG, "DH_KEY_TOO_SMALL", "verify 66", "verify 68", "verify 85", "UNSUPPORTED_PROTOCOL"]
    for first in words:
        for second in words:
            seen = climb((), *([first, second] * 12))
            assert None in seen


def test_switches_are_told_in_the_order_of_their_cost():
    assert in_order(frozenset(SWITCHES)) == SWITCHES
    assert in_order(frozenset({"tls10", "aia"})) == ("aia", "tls10")
    assert set(SWITCHES[-3:]) == WEAK


def test_what_a_switch_includes():
    assert implied(frozenset({"seclevel0"})) == {"seclevel0", "seclevel1", "ciphers"}
    assert implied(frozenset({"reneg"})) == {"reneg"}
