"""robots.txt: read, obeyed, fetched once."""

import asyncio
import gzip
import itertools

import httpx
import pytest

from scraper import Blocked, RobotsDenied, Settings
from scraper.robots import Robots

AGENT = "ModGov/0.1 (+archivist@example.org)"
PLACE = "https://a.example/robots.txt"
PAGE = "https://a.example/mgIssueHistoryHome.aspx?IId=1"


def robots(text):
    return Robots(text, AGENT)


@pytest.mark.parametrize("url", [PAGE, "https://a.example/", "https://a.example"])
def test_without_rules_everything_is_allowed(url):
    assert robots("").allows(url)


@pytest.mark.parametrize(
    ("rule", "is_allowed"),
    [
        ("Disallow: /", False),
        ("Disallow:", True),
        ("Disallow: /documents/", True),
        ("Disallow: /mgIssueHistoryHome.aspx", False),
        ("Disallow: /mgissuehistoryhome.aspx", False),
        ("Disallow: /*IId=", False),
        ("Disallow: /\nAllow: /mgIssue", False),  # the lower-cased path has only the refusal
        ("Disallow: /\nAllow: /mgIssue\nAllow: /mgissue", True),
    ],
)
def test_rules(rule, is_allowed):
    assert robots(f"User-agent: *\n{rule}\n").allows(PAGE) is is_allowed


def test_a_rule_for_us_by_name_wins_over_the_rule_for_all():
    assert robots("User-agent: *\nDisallow: /\n\nUser-agent: modgov\nAllow: /\n").allows(PAGE)
    assert not robots("User-agent: *\nAllow: /\n\nUser-agent: ModGov\nDisallow: /\n").allows(PAGE)


def test_a_rule_for_others_is_not_ours():
    assert robots("User-agent: GPTBot\nDisallow: /\n").allows(PAGE)


def test_a_byte_order_mark_does_not_hide_the_first_rule():
    read = Robots.read(200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n", AGENT)
    assert not read.allows(PAGE)


@pytest.mark.parametrize("body", [b"\xff\xfe\x00junk", b"<html>not a robots.txt</html>", b"\x00" * 100])
def test_junk_allows(body):
    assert Robots.read(200, body, AGENT).allows(PAGE)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_missing_file_allows(status):
    assert Robots.read(status, b"User-agent: *\nDisallow: /", AGENT).allows(PAGE)


@pytest.mark.parametrize("status", [304, 429, 500, 503, 520])
def test_an_answer_for_now_says_nothing(status):
    assert Robots.read(status, b"", AGENT) is None


@pytest.mark.parametrize(("text", "delay"), [("Crawl-delay: 5", 5.0), ("Crawl-delay: x", 0.0), ("", 0.0)])
def test_crawl_delay(text, delay):
    assert robots(f"User-agent: *\n{text}\nDisallow: /x\n").crawl_delay == delay


@pytest.mark.anyio
async def test_a_forbidden_page_is_never_asked_for(site, make_client):
    site.table |= {PLACE: (200, b"User-agent: *\nDisallow: /mgissue"), PAGE: (200, b"x")}
    async with make_client() as client:
        with pytest.raises(RobotsDenied, match="forbids") as caught:
            await client.get(PAGE)
    assert caught.value.url == PAGE
    assert [str(request.url) for request in site.requests] == [PLACE]


@pytest.mark.anyio
async def test_it_is_fetched_once_and_first(site, make_client):
    site.table[PAGE] = (200, b"x")
    async with make_client() as client:
        for _ in range(3):
            assert (await client.get(PAGE)).status == 200
    assert [str(request.url) for request in site.requests] == [PLACE, PAGE, PAGE, PAGE]


@pytest.mark.anyio
async def test_it_is_fetched_once_by_many_at_once(site, make_client):
    async def slowly(request):
        del request
        await asyncio.sleep(0)
        return (404,)

    site.table |= {PLACE: slowly, PAGE: (200, b"x")}
    async with make_client() as client:
        await asyncio.gather(*(client.get(PAGE) for _ in range(4)))
    assert (site.count(PLACE), site.count(PAGE)) == (1, 4)


@pytest.mark.anyio
async def test_every_origin_has_its_own(site, make_client):
    site.table |= {"https://a.example:8443/robots.txt": (200, b"User-agent: *\nDisallow: /"), PAGE: (200, b"x")}
    async with make_client() as client:
        assert (await client.get(PAGE)).status == 200
        with pytest.raises(RobotsDenied):
            await client.get("https://a.example:8443/x")


@pytest.mark.anyio
@pytest.mark.parametrize("status", [429, 500, 503])
async def test_one_that_cannot_be_read_forbids_for_now_only(site, make_client, time, status):
    site.table |= {PLACE: [(status,), (404,)], PAGE: (200, b"x")}
    async with make_client() as client:
        with pytest.raises(RobotsDenied, match=str(status)):
            await client.get(PAGE)
        assert site.count(PAGE) == 0
        assert time.waits == []
        assert (await client.get(PAGE)).status == 200


@pytest.mark.anyio
async def test_a_challenge_in_its_place_is_a_block(site, make_client):
    site.table |= {PLACE: (403, b"", [("CF-Mitigated", "challenge")]), PAGE: (200, b"x")}
    async with make_client() as client:
        with pytest.raises(Blocked, match="cloudflare") as caught:
            await client.get(PAGE)
        assert [event.kind for event in client.events()] == ["blocked"]
    assert (caught.value.url, site.count(PAGE)) == (PAGE, 0)


@pytest.mark.anyio
async def test_it_is_unpacked(site, make_client):
    rules = gzip.compress(b"\xef\xbb\xbfUser-agent: *\nDisallow: /")
    site.table |= {PLACE: (200, rules, [("Content-Encoding", "gzip")])}
    async with make_client() as client:
        with pytest.raises(RobotsDenied):
            await client.get(PAGE)


@pytest.mark.anyio
async def test_its_redirects_are_followed(site, make_client):
    site.table |= {
        PLACE: (301, b"", [("Location", "https://b.example/robots.txt")]),
        "https://b.example/robots.txt": (200, b"User-agent: *\nDisallow: /"),
    }
    async with make_client() as client:
        with pytest.raises(RobotsDenied):
            await client.get(PAGE)


@pytest.mark.anyio
async def test_a_network_error_on_the_way_to_it_is_retried(site, make_client):
    site.table |= {PLACE: [httpx.ConnectError(""), (404,)], PAGE: (200, b"x")}
    async with make_client() as client:
        capture = await client.get(PAGE)
    assert (capture.status, capture.attempts, len(capture.errors)) == (200, 2, 1)


@pytest.mark.anyio
@pytest.mark.parametrize(("asked", "pace"), [("7", 7.0), ("0.1", 1.0), ("86400", 60.0)])
async def test_crawl_delay_sets_the_pace_between_bounds(site, make_client, asked, pace):
    site.table |= {PLACE: (200, f"User-agent: *\nCrawl-delay: {asked}\n".encode()), PAGE: (200, b"x")}
    async with make_client() as client:
        for _ in range(3):
            await client.get(PAGE)
    moments = [moment for url, moment in site.starts if url == PAGE]
    assert [after - before for before, after in itertools.pairwise(moments)] == [pace, pace]


def test_a_contact_is_no_agent_that_robots_txt_speaks_of():
    settings = Settings(contact="bot@thornmouth.example")
    rules = Robots.read(200, b"User-agent: bot\nDisallow: /\n", settings.product)
    assert rules.allows("https://democracy.thornmouth.example/mgPlansHome.aspx")
