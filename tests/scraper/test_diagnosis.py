"""Diagnoses, of errors that are made here: those that handshakes give are in test_lab.py."""

import ssl

import httpx
import pytest

from scraper.diagnosis import BY_REASON, BY_VERIFY_CODE, defect_of, diagnose


def tls_error(reason, kind=ssl.SSLError):
    error = kind(1, f"[SSL: {reason}] words that nobody reads (_ssl.c:1006)")
    error.reason = reason
    return error


def verify_error(code):
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.reason = code, "CERTIFICATE_VERIFY_FAILED"
    return error


@pytest.mark.parametrize(("reason", "defect"), [*BY_REASON.items(), ("A_REASON_OF_TOMORROW", "unknown")])
def test_diagnosing_a_reason(reason, defect):
    found = diagnose(tls_error(reason))
    assert (found.words, found.defect, found.is_of_certificate) == (reason, defect, False)


@pytest.mark.parametrize(("code", "defect"), [*BY_VERIFY_CODE.items(), (95, "unknown"), (1, "unknown")])
def test_diagnosing_a_verify_code(code, defect):
    found = diagnose(verify_error(code))
    assert (found.words, found.defect, found.is_of_certificate) == (f"verify {code}", defect, True)
    assert not found.may_pass


@pytest.mark.parametrize("words", ["verify", "verify x", "verify -1", "", "reset?", "verify 1000"])
def test_words_that_were_damaged_name_no_defect(words):
    assert defect_of(words) == "unknown"


def test_what_may_pass_by_itself():
    reasons = {one for one in BY_REASON if diagnose(tls_error(one)).may_pass}
    assert reasons == {"TLSV1_ALERT_INTERNAL_ERROR", "UNEXPECTED_EOF_WHILE_READING", "reset"}


def test_the_text_of_an_error_counts_for_nothing():
    error = ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure (_ssl.c:1006)")
    error.reason = "ANOTHER"
    assert diagnose(error).defect == "unknown"


@pytest.mark.parametrize("error", [ConnectionResetError(), BrokenPipeError(), ConnectionAbortedError()])
def test_a_reset_is_a_symptom_of_ciphers(error):
    found = diagnose(error)
    assert (found.words, found.defect, found.may_pass) == ("reset", "cipher", True)


def test_an_error_without_a_reason():
    assert diagnose(ssl.SSLError()).words == "reset"
    assert diagnose(ssl.SSLEOFError()).words == "UNEXPECTED_EOF_WHILE_READING"


@pytest.mark.parametrize(
    "error", [OSError(), ConnectionRefusedError(), TimeoutError(), httpx.ConnectError("x"), ssl.SSLWantReadError()]
)
def test_what_has_nothing_to_do_with_tls(error):
    assert diagnose(error) is None


def hidden(outer, inner, how):
    if how == "argument":
        return type(outer)(inner)
    setattr(outer, how, inner)
    return outer


@pytest.mark.parametrize("how", ["__cause__", "__context__", "argument"])
def test_the_real_error_is_found_wherever_it_hides(how):
    error = hidden(OSError("x"), hidden(OSError("y"), verify_error(20), how), how)
    assert diagnose(error).words == "verify 20"


def test_the_certificate_counts_before_the_rest_and_circles_end():
    error, other = tls_error("WRONG_VERSION_NUMBER"), ConnectionResetError()
    error.__context__, other.__context__ = other, verify_error(10)
    other.__context__.__context__ = error
    assert diagnose(error).words == diagnose(other).words == "verify 10"
