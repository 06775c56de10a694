import pytest

from modgov.register import Council, Register

REGISTER = Register.load()


def council(slug: str, base_url: str, *alt_urls: str) -> Council:
    return Council(slug, slug.title(), "district", None, base_url, None, alt_urls)


def test_load_is_cached_and_sorted():
    assert Register.load() is REGISTER
    slugs = [one.slug for one in REGISTER]
    assert slugs == sorted(set(slugs))
    assert len(REGISTER) == len(slugs) > 300


def test_kent():
    kent = REGISTER.find("kent")
    assert kent is not None
    assert (kent.name, kent.kind, kent.gss_code) == ("Kent County Council", "county", "E10000016")
    assert kent.base_url == "https://democracy.kent.gov.uk"
    assert kent.welsh_url is None
    assert REGISTER.find("Kent County Council") is None


def test_every_address_is_clean_and_leads_to_its_install():
    for one, url in [(council, url) for council in REGISTER for url in council.urls]:
        assert url.startswith(("https://", "http://"))
        assert not url.endswith("/")
        found = REGISTER.by_url(f"{url}/mgIssueHistoryHome.aspx?IId=1")
        assert found is not None
        assert found.slug == one.slug or ("one install with" in (one.note or "") and found.slug < one.slug)


def test_every_council_is_described():
    kinds = "combined-authority county district fire london-borough metropolitan national-park ni other parish"
    for one in REGISTER:
        assert one.name.strip() == one.name != ""
        assert one.kind in {*kinds.split(), "parliament", "scottish", "unitary", "welsh"}
        assert one.gss_code is None or (len(one.gss_code) == 9 and one.gss_code.isalnum())


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("KENT", "kent"),
        ("County Durham", "county-durham"),
        ("sénedd", "senedd"),
        ("windsor-and", "windsor-and-maidenhead"),
    ],
)
def test_search(word, slug):
    assert slug in [one.slug for one in REGISTER.search(word)]


def test_search_finds_nothing():
    assert REGISTER.search("wexcombe") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("knet", "kent"), ("Kirkless", "kirklees"), ("Tower Hamlets", "tower-hamlets"), ("yrok", "york")],
)
def test_suggest(typed, meant):
    assert meant in REGISTER.suggest(typed)
    assert len(REGISTER.suggest(typed)) <= 3


def test_suggest_nothing():
    assert REGISTER.suggest("qqqqqqqq") == []


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://democracy.kent.gov.uk", "kent"),
        ("https://democracy.kent.gov.uk/mgIssueHistoryHome.aspx?IId=56526&PlanId=480&RPID=0", "kent"),
        ("http://democracy.kent.gov.uk:9071/mgIssueHistoryHome.aspx?IId=56526", "kent"),
        ("HTTPS://Democracy.KENT.gov.uk:443/", "kent"),
        ("democracy.kent.gov.uk/mgPlansHome.aspx", "kent"),
        ("https://www.southampton.gov.uk/modernGov/mgPlansHome.aspx", "southampton"),
        ("https://democracy.york.gov.uk/(S(abc))/mgPlansHome.aspx", "york"),
        ("https://busnes.senedd.cymru/mgIssueHistoryHome.aspx?IId=2049", "senedd"),
        ("https://moderngov.cheshireeast.gov.uk/ecminutes/mgPlansHome.aspx", "cheshire-east"),
        ("https://democracy.adur-worthing.gov.uk/mgPlansHome.aspx", "adur"),
    ],
)
def test_by_url(url, slug):
    found = REGISTER.by_url(url)
    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize(
    "url",
    [
        "https://democracy.kent.gov.uk:8443/",
        "https://www.southampton.gov.uk/bins",
        "https://www.southampton.gov.uk/moderngovernment/",
        "https://democracy.wexcombe.example/",
        "",
        "nothing at all",
        "http://[broken",
        "https://host:port/",
    ],
)
def test_by_url_finds_nothing(url):
    assert REGISTER.by_url(url) is None


def test_longest_mount_wins_and_a_shared_install_goes_to_the_first_slug():
    outer = council("outer", "https://shared.example")
    inner = council("inner", "https://elsewhere.example", "https://shared.example/Inner")
    twin = council("zwin", "https://shared.example/inner")
    register = Register((inner, outer, twin))
    assert register.by_url("http://shared.example/mgPlansHome.aspx") is outer
    assert register.by_url("http://shared.example/INNER/mgPlansHome.aspx") is inner
    assert register.by_url("http://shared.example/innermost/") is outer
