"""robots.txt: read, obeyed, fetched once."""

import asyncio
import gzip
import itertools
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from scraper import Blocked, NetworkError, RobotsDenied, Settings
from scraper.robots import LARGEST, Robots

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


@pytest.mark.parametrize(("rule", "path"), [("/%41", "A"), ("/A", "%41"), ("/\u0391\u03a3", "\u0391\u03a3\u0391")])
def test_what_lower_case_would_hide_is_forbidden(rule, path):
    """%41 is A, but no a; a sigma at the end of a word has another small letter than one within."""
    assert not robots(f"User-agent: *\nDisallow: {rule}\n").allows(f"https://a.example/{path}")


WORDS = ["/", "a", "A", "b", "*", "$", "%41", "%c3%84", "\xc4", "\u0130", "?x=", "#", " "]
RULES = [f"{field}: " for field in ("Disallow", "disallow", "Dissallow", "Allow", "Crawl-delay")] + [
    "Allow ",
    "# no allow: ",
]
lines = st.tuples(st.sampled_from(RULES), st.lists(st.sampled_from(WORDS), max_size=4)).map(
    lambda it: it[0] + "/" + "".join(it[1])
)


@given(st.lists(lines, max_size=4), st.lists(st.sampled_from(WORDS), max_size=5).map("".join))
def test_a_rule_forbids_as_written_and_in_lower_case(rules, path):
    """Whatever is asked of the parser, and left out because the answer is known."""
    text, url = "\n".join(["User-agent: *", *rules]), f"https://a.example/{path}"
    parts = urlsplit(url)
    folded = parts._replace(path=parts.path.lower()).geturl()
    asked = ((text, url), (text, folded), (text.lower(), url.lower()))
    allowed = all(Protego.parse(rules).can_fetch(page, AGENT) for rules, page in asked)
    assert robots(text).allows(url) is allowed


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


# Corner cases


@pytest.mark.parametrize(
    ("rule", "path", "is_allowed"),
    [
        ("Disallow: /*.pdf$", "/documents/s1/Report.pdf", False),
        ("Disallow: /*.pdf$", "/documents/s1/Report.PDF", False),
        ("Disallow: /*.pdf$", "/documents/s1/Report.pdf?T=10", True),
        ("Disallow: /*?FT=1", "/mgMemberIndex.aspx?FT=1", False),
        ("Disallow: /*?FT=1", "/mgMemberIndex.aspx?FT=2", True),
        ("Disallow: /mgRss.aspx", "/mgrss.aspx?XXR=0", False),
        ("Disallow: /mgrss.aspx", "/mgRss.aspx?XXR=0", False),
        ("DISALLOW: /MGRSS.ASPX", "/mgRss.aspx", False),
        ("Disallow: /mg\nAllow: /mgissuehistoryhome.aspx", "/mgIssueHistoryHome.aspx?IId=1", False),  # both count
        ("Allow: /\nDisallow: /mgissue", "/mgIssueHistoryHome.aspx", False),
        ("Disallow: /caf%C3%A9", "/caf%C3%A9/x", False),
        ("Disallow: /caf\xe9", "/caf%c3%a9/x", False),
        ("Disallow: /private # not for robots", "/private", False),
        ("  Disallow :  /private  ", "/private", False),
        ("Disallow: *", "/x", False),
        ("Disallow: /*", "/", False),
        ("Disallow", "/x", True),
        ("Noindex: /\nSitemap: https://a.example/sitemap.xml", "/x", True),
    ],
)
def test_odd_rules(rule, path, is_allowed):
    assert robots(f"User-agent: *\n{rule}\n").allows(f"https://a.example{path}") is is_allowed


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(ending):
    assert not robots(ending.join(("User-agent: *", "Disallow: /x", ""))).allows("https://a.example/x")


def test_groups_of_several_agents():
    text = "User-agent: GPTBot\nUser-agent: ModGov\nDisallow: /ours\n\nUser-agent: *\nDisallow: /theirs\n"
    rules = Robots.read(200, text.encode(), "ModGov")
    assert not rules.allows("https://a.example/ours")
    assert rules.allows("https://a.example/theirs")


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_what_notepad_saves(coding):
    assert not Robots.read(200, "User-agent: *\r\nDisallow: /\r\n".encode(coding), AGENT).allows(PAGE)


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>\nUser-agent: *\nDisallow: /\n</body></html>",
        b"\r\n<!-- by our web team --><HTML><pre>\nUser-agent: *\nDisallow: /\n</pre></HTML>",
        b'<?xml version="1.0"?>\n<html>\nUser-agent: *\nDisallow: /\n</html>',
        b"\xef\xbb\xbf<html>\nUser-agent: *\nDisallow: /\n",
    ],
)
def test_a_page_in_its_place_holds_no_rules(body):
    assert Robots.read(200, body, AGENT).allows(PAGE)


@pytest.mark.parametrize("status", [408, 425, 429, 301, 100, 502, 599, 999])
def test_more_answers_that_say_nothing(status):
    assert Robots.read(status, b"", AGENT) is None


def test_what_lies_behind_the_cap_is_not_read_and_the_line_at_it_is_no_rule():
    rule = b"User-agent: *\nDisallow: /a\n"
    filler = b"#" * (LARGEST - len(rule) - 12) + b"\n"
    rules = Robots.read(200, rule + filler + b"Disallow: /mgPages/only\nDisallow: /b\n", AGENT)
    assert not rules.allows("https://a.example/a")
    assert rules.allows("https://a.example/mgPages/other")  # of that rule, the cap leaves "Disallow: /"
    assert rules.allows("https://a.example/b")


def test_the_cap_itself_is_read():
    rule = b"User-agent: *\nDisallow: /a"
    assert not Robots.read(200, b"#" * (LARGEST - len(rule) - 1) + b"\n" + rule, AGENT).allows("https://a.example/a")


@pytest.mark.parametrize("value", ["-5", "nan", "inf", "1e400", "5 seconds", ""])
def test_a_crawl_delay_that_is_none(value):
    delay = robots(f"User-agent: *\nCrawl-delay: {value}\n").crawl_delay
    assert delay >= 0.0


@pytest.mark.anyio
@pytest.mark.parametrize("value", ["nan", "inf", "-1", "1e400"])
async def test_a_mad_crawl_delay_is_survived(site, make_client, value):
    site.table[PLACE] = (200, f"User-agent: *\nCrawl-delay: {value}\n".encode())
    async with make_client() as client:
        for _ in range(3):
            await client.get(PAGE)
    assert site.starts[-1][1] - site.starts[0][1] in {3.0, 180.0}  # as if there were none, or the longest


@pytest.mark.anyio
@pytest.mark.parametrize(("longest", "gap"), [(60.0, 60.0), (10.0, 10.0)])
async def test_the_setting_longest_crawl_delay(site, make_client, longest, gap):
    site.table[PLACE] = (200, b"User-agent: *\nCrawl-delay: 3600\n")
    async with make_client(longest_crawl_delay=longest) as client:
        await client.get(PAGE)
    assert site.starts[1][1] - site.starts[0][1] == gap


@pytest.mark.anyio
async def test_it_is_kept_for_a_day(site, make_client, time):
    site.table |= {PLACE: [(200, b"User-agent: *\nDisallow: /x\n"), (200, b"User-agent: *\nDisallow: /\n")]}
    async with make_client() as client:
        await client.get(PAGE)
        time.now += 86_000
        await client.get(PAGE)
        assert site.count(PLACE) == 1
        time.now += 500
        with pytest.raises(RobotsDenied, match="forbids"):
            await client.get(PAGE)
    assert site.count(PLACE) == 2


@pytest.mark.anyio
async def test_a_day_old_one_that_cannot_be_had_again_forbids_for_now(site, make_client, time):
    site.table |= {PLACE: [(404,), (503,), (404,)]}
    async with make_client() as client:
        await client.get(PAGE)
        time.now += 90_000
        with pytest.raises(RobotsDenied, match="503"):
            await client.get(PAGE)
        assert (await client.get(PAGE)).status == 404


@pytest.mark.anyio
@pytest.mark.parametrize("error", [httpx.ReadTimeout(""), httpx.ConnectError(""), httpx.RemoteProtocolError("")])
async def test_one_that_cannot_be_reached_forbids(site, make_client, error):
    site.table[PLACE] = error
    async with make_client(attempts=2) as client:
        with pytest.raises(NetworkError) as caught:
            await client.get(PAGE)
    assert (caught.value.url, site.count(PLACE), site.count(PAGE)) == (PAGE, 2, 0)


@pytest.mark.anyio
@pytest.mark.parametrize(("hops", "is_read"), [(5, True), (6, False)])
async def test_five_redirects_are_followed_and_more_mean_that_there_is_none(site, make_client, hops, is_read):
    places = [PLACE, *(f"https://a.example/r{n}" for n in range(hops))]
    site.table |= {here: (301, b"", [("Location", there)]) for here, there in itertools.pairwise(places)}
    site.table[places[-1]] = (200, b"User-agent: *\nDisallow: /\n")
    async with make_client() as client:
        if is_read:
            with pytest.raises(RobotsDenied):
                await client.get(PAGE)
        else:
            assert (await client.get(PAGE)).status == 404


@pytest.mark.anyio
async def test_one_that_leads_to_another_sites_bot_check_forbids(site, make_client):
    site.table |= {
        PLACE: (301, b"", [("Location", "https://b.example/robots.txt")]),
        "https://b.example/robots.txt": (403, b"", [("cf-mitigated", "challenge")]),
    }
    async with make_client() as client:
        with pytest.raises(RobotsDenied, match="bot check"):
            await client.get(PAGE)
        with pytest.raises(Blocked):
            await client.get("https://b.example/page")


@pytest.mark.anyio
async def test_a_bomb_in_its_place_is_read_to_the_cap(site, make_client):
    body = gzip.compress(b"User-agent: *\nDisallow: /x\n" + b"#" * 50_000_000)
    site.table[PLACE] = (200, body, [("Content-Encoding", "gzip")])
    async with make_client() as client:
        assert (await client.get(PAGE)).status == 404
        with pytest.raises(RobotsDenied):
            await client.get("https://a.example/x")


@pytest.mark.anyio
async def test_its_retry_after_holds_for_the_site(site, make_client):
    site.table[PLACE] = [(429, b"", [("Retry-After", "30")]), (404,)]
    async with make_client() as client:
        with pytest.raises(RobotsDenied):
            await client.get(PAGE)
        await client.get(PAGE)
    assert site.starts[1][1] - site.starts[0][1] == 30


@pytest.mark.anyio
async def test_a_cancelled_fetch_of_it_leaves_it_to_the_next(site, make_client):
    reached = asyncio.Event()

    async def forever(request):
        reached.set()
        await asyncio.Event().wait()

    site.table[PLACE] = [forever, (404,)]
    async with make_client() as client:
        task = asyncio.create_task(client.get(PAGE))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await client.get(PAGE)).status == 404
