"""`modgov doctor` on sites that let it in and sites that do not: what it says, and that each option has an effect."""

import contextlib
import http.server
import json
import threading
from datetime import date

import pytest

import scraper
from modgov.commands import doctor as command
from modgov.doctor import ENTRIES, Look, finding

TODAY = date(2026, 3, 2)
URL = "https://democracy.thornmouth.example/"


@pytest.fixture
def answering():
    """A server that gives one answer to everything but robots.txt, which it allows unless told otherwise."""
    servers = []

    def start(status=200, body=b"", headers=(), robots=b""):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                is_robots = self.path == "/robots.txt"
                sent = robots if is_robots else body
                self.send_response_only(200 if is_robots else status)
                for name, value in () if is_robots else headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def told(result):
    return json.loads(result.stdout)


def test_a_site_that_lets_us_in(modgov, site):
    replica, base_url = site
    result = modgov("doctor", base_url, "--json")
    assert result.exit_code == 0, result.stderr
    (found,) = told(result)
    assert list(found)[:8] == ["url", "outcome", "reason", "tls", "handshakes", "robots", "verdict", "advice"]
    assert (found["url"], found["outcome"], found["verdict"]) == (base_url, "page", "page")
    assert (found["robots"], found["handshakes"], found["tls"], found["advice"]) == ("allowed", 0, None, None)
    assert list(found["pages"]) == list(ENTRIES)
    assert found["pages"]["mgPlansHome.aspx"] == "page"
    assert found["pages"]["mgListCommittees.aspx"] == "page"
    asked = [target for _, target in replica.requests]
    assert asked[0] == "/robots.txt"
    assert asked.count("/robots.txt") == 1


def test_it_says_so_in_words(modgov, site):
    _, base_url = site
    result = modgov("doctor", base_url)
    assert result.exit_code == 0
    for words in (
        f"{base_url} lets you in",
        "A ModernGov page came.",
        "robots.txt   allows it",
        "forward plans (mgPlansHome.aspx): answers",
        "committees (mgListCommittees.aspx): answers",
    ):
        assert words in result.stdout


def test_of_a_single_page_only_that_is_asked(modgov, site):
    replica, base_url = site
    (found,) = told(modgov("doctor", f"{base_url}/mgIssueHistoryHome.aspx?IId=4101", "--json"))
    assert (found["outcome"], found["verdict"], found["pages"]) == ("page", "page", {})
    assert len(replica.requests) == 2


def test_several_sites_come_in_the_order_given(modgov, site, answering):
    _, base_url = site
    others = [f"{base_url}/mgIssueHistoryHome.aspx?IId={number}" for number in (4102, 4902, 4101)]
    result = modgov("doctor", *others, answering(body=b"<h1>Cakes</h1>"), "--json")
    found = told(result)
    assert [row["url"] for row in found[:3]] == others
    assert [row["outcome"] for row in found] == ["page", "failed", "page", "other"]
    assert result.exit_code == 1  # one of them is under maintenance
    both = modgov("doctor", others[0], others[2]).stdout
    assert both.index("IId=4102") < both.index("IId=4101")


def test_several_sites_are_asked_side_by_side(modgov):
    together = threading.Barrier(2, timeout=20)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            together.wait()  # answers nobody until both sites have been asked
            self.send_response_only(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    threads = [threading.Thread(target=server.serve_forever, args=(0.01,)) for server in servers]
    for thread in threads:
        thread.start()
    try:
        urls = [f"http://127.0.0.1:{server.server_address[1]}/mgPlansHome.aspx" for server in servers]
        found = told(modgov("doctor", *urls, "--json"))
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
    assert [row["reason"] for row in found] == ["The answer is no ModernGov page (status 404)."] * 2


@pytest.mark.parametrize(
    ("served", "outcome", "verdict", "words"),
    [
        ({"body": b"<html><h1>Cakes</h1></html>"}, "other", "not-moderngov", "none of ModernGov's"),
        ({"status": 404, "body": b"<h1>No</h1>"}, "failed", "not-moderngov", "(status 404)"),
        ({"body": b"<html><title>Just a moment...</title></html>"}, "stopped", "challenge", "bot check"),
        (
            {"status": 403, "body": b"x", "headers": [("cf-mitigated", "challenge")]},
            "stopped", "challenge", "bot check",
        ),
        ({"status": 500, "body": b"Server Error in '/' Application"}, "failed", "server-error", "server failed"),
        ({"body": b"<html><p>Down for maintenance</p></html>"}, "failed", "maintenance", "under maintenance"),
        ({"robots": b"User-agent: *\nDisallow: /"}, "stopped", None, "robots.txt of 127.0.0.1 forbids"),
        ({"status": 302, "headers": [("Location", "//127.0.0.1:1/")]}, "failed", None, "refuses connections"),
        ({"status": 302, "headers": [("Location", "/")]}, "failed", None, "redirects more than"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(modgov, answering, served, outcome, verdict, words):
    result = modgov("doctor", answering(**served), "--json")
    (found,) = told(result)
    assert (found["outcome"], found["verdict"]) == (outcome, verdict)
    assert words in found["reason"]
    assert found["advice"]
    assert found["robots"] == ("denied" if "robots" in served else found["robots"])
    assert result.exit_code == (outcome != "page")
    said = " ".join(modgov("doctor", answering(**served)).stdout.split())
    assert words in said
    assert " ".join(found["advice"].split()) in said


def test_a_bot_check_is_not_asked_again(modgov, answering, site):
    replica, base_url = site
    modgov("doctor", f"{base_url}/mgIssueHistoryHome.aspx?IId=4904", "--json")
    assert [target for _, target in replica.requests] == ["/robots.txt", "/mgIssueHistoryHome.aspx?IId=4904"]


def test_an_entry_page_speaks_for_a_site_whose_front_door_is_shut(modgov, site, monkeypatch):
    replica, base_url = site
    answer = replica.answer
    closed = answer("/nothing-here")
    monkeypatch.setattr(replica, "answer", lambda target, headers=None: closed if target == "/" else answer(target))
    (found,) = told(modgov("doctor", base_url, "--json"))
    assert (found["outcome"], found["verdict"]) == ("page", "page")


def test_a_host_that_refuses(modgov):
    result = modgov("doctor", "http://127.0.0.1:9/mgPlansHome.aspx", "--json")
    (found,) = told(result)
    assert (found["outcome"], found["robots"], result.exit_code) == ("failed", "unknown", 1)
    assert "refuses connections" in found["reason"]
    assert "the port" in found["advice"]


@pytest.mark.parametrize("drips", [False, True])
def test_a_timeout_bounds_each_step(modgov, drips):
    silent = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if drips:
                self.send_response_only(200)
                self.end_headers()
            while not silent.wait(0.02) and drips:
                self.wfile.write(b".")
            silent.wait(20)

        def handle(self):
            with contextlib.suppress(OSError):
                super().handle()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/mgPlansHome.aspx"
        (found,) = told(modgov("doctor", url, "--timeout", "0.1", "--json"))
    finally:
        silent.set()
        server.shutdown()
        thread.join()
        server.server_close()
    assert found["outcome"] == "failed"
    assert "did not answer in time" in found["reason"]
    assert "--timeout" in found["advice"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "Missing argument"),
        (("kend",), "did you mean"),
        (("https://",), "is not a web address"),
        (("kent",), "--contact"),
        (("http://127.evil.example/",), "--contact"),
        (("http://127.0.0.1/", "--timeout", "0"), "Invalid value for '--timeout'"),
        (("http://127.0.0.1/", "--ca", "none.pem"), "none.pem cannot be read"),
        (("http://127.0.0.1/", "--ca", __file__), "holds no certificate"),
    ],
)
def test_wrong_usage(modgov, args, words):
    result = modgov("doctor", *args)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_slug_stands_for_its_site():
    patient = command._patient("kent")
    assert (patient.url, patient.base_url) == ("https://democracy.kent.gov.uk/", "https://democracy.kent.gov.uk")
    page = command._patient("https://democracy.kent.gov.uk:9071/mgIssueHistoryHome.aspx?IId=1")
    assert (page.url, page.base_url) == ("https://democracy.kent.gov.uk:9071/mgIssueHistoryHome.aspx?IId=1", None)


def of_error(error):
    return finding(URL, [Look(URL, error=error)], TODAY)


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (scraper.DnsError("No server is called x.", URL), "failed", "Check the address for a slip"),
        (scraper.UnsafeRedirect("It redirects to http.", URL), "stopped", "mend the redirect"),
        (scraper.Parked("It asks to be left alone.", URL, 600.0), "stopped", "Leave the site alone"),
        (scraper.Blocked("A bot check.", URL, 600.0), "stopped", "does not work around bot checks"),
        (scraper.TooLarge("It is too large.", URL), "failed", "No page of ModernGov"),
    ],
)
def test_each_error_has_its_advice(error, outcome, words):
    found = of_error(error)
    assert (found.outcome, found.tls, found.reason) == (outcome, None, str(error))
    assert words in (found.advice or "")
