"""Contexts: what each switch does, and that none of them gives up authentication."""

import ssl

import pytest

from scraper import OptIn
from scraper.tls import LEGACY_SERVER_CONNECT, Setting, context, context_of, looking_context

ALL = frozenset({"aia", "reneg", "ciphers", "x509-lax"})


@pytest.mark.parametrize("switches", [frozenset(), *(frozenset({one}) for one in sorted(ALL)), ALL], ids=sorted)
def test_every_switch_keeps_authentication(switches):
    made = context(switches)
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.check_hostname
    assert made.minimum_version in {ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.MINIMUM_SUPPORTED}


def test_what_switches_do():
    assert not context().options & LEGACY_SERVER_CONNECT
    assert context(frozenset({"reneg"})).options & LEGACY_SERVER_CONNECT
    names = {cipher["name"] for cipher in context().get_ciphers()}
    assert "AES256-SHA256" not in names
    assert "AES256-SHA256" in {cipher["name"] for cipher in context(frozenset({"ciphers"})).get_ciphers()}
    assert not context(frozenset({"x509-lax"})).verify_flags & ssl.VERIFY_X509_STRICT


def test_a_fetched_certificate_is_no_anchor(authority, monkeypatch):
    def strict():  # as Python makes it from 3.13 on
        made = ssl.create_default_context()
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return made

    monkeypatch.setattr("scraper.tls._strict", strict)
    root = authority("Root")
    made = context(frozenset({"aia"}), (authority("Between", root).der,))
    assert not made.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN


def test_contexts_are_made_once_for_each_set():
    assert context(frozenset({"reneg"})) is context(frozenset({"reneg"}))
    assert context(frozenset({"reneg"})) is not context()


def test_an_opt_in_has_a_context_of_its_own():
    expired, other = (OptIn(f"https://{host}.example", "expired-ok", "a test") for host in "ab")
    of = [context_of(Setting(opt_ins=(one,)), None) for one in (expired, other, expired)]
    assert of[0] is of[2]
    assert of[0] is not of[1]
    assert context_of(Setting(), None) is context_of(Setting(), None)


def test_looking_takes_all_that_a_server_may_be():
    made = looking_context()
    assert made.options & LEGACY_SERVER_CONNECT
    assert "AES256-SHA256" in {cipher["name"] for cipher in made.get_ciphers()}
    assert (made.security_level, made.verify_mode) == (0, ssl.CERT_NONE)
