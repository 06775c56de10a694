"""Skins: the frames that ModernGov sets a page's content in. The council's own design surrounds most of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .markup import prose, spelt

COUNCIL = "Wexcombe County Council"
SITE = "https://www.wexcombe.example"
TEMPLATE = f"{SITE}/_designs/moderngov/template"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: its kind ("Issue details"), the record's title, links to act by, and its content as markup."""

    kind: str
    title: str
    content: str
    actions: str = ""
    skin: str = "modern"
    charset: str = "utf-8"


def dress(page: Page, skin: str, day: date) -> str:
    """Set a page in a skin; `day` is the day on which it is shown."""
    return SKINS[skin](page, day)


def _modern(page: Page, day: date) -> str:
    return _designed(
        page,
        f'<div id="modgov"  class="mgBodySection" >\n<div  class="mgHeader" >'
        f'<h1  class="mgMainTitleTxt" >{spelt(page.kind)}</h1>'
        f"<div  class='mgSubTitle' ><h2  class='mgSubTitleTxt' >{spelt(page.title)}</h2></div></div>\n"
        f"{_inside(page)}</div>",
        day=day,
    )


def _plain(page: Page, _day: date) -> str:
    """A newer design: a heading without a class, and no `.mgHeader`."""
    title = f'<div  class="mgSubTitle" ><h2  class="mgSubTitleTxt" >{spelt(page.title)}</h2></div>'
    return _designed(page, f"<div id='modgov' >\n<h1>{spelt(page.kind)}</h1>\n{title}\n{_inside(page)}</div>")


def _outside(page: Page, _day: date) -> str:
    """The record's title stands in the council's own heading, outside ModernGov's part of the page."""
    return _designed(
        page, f'<h1 class="page-title">{spelt(page.title)}</h1>\n<div id="modgov" >\n{_inside(page)}</div>'
    )


def _default(page: Page, _day: date) -> str:
    """ModernGov's fallback when it cannot fetch the council's design: the last list item is never closed."""
    crumb = page.kind.split(" ")[0]
    return (
        f"<!DOCTYPE html>\n<html><head><title>{spelt(page.kind)} - {spelt(page.title)}</title></head>\n<body>\n"
        "<p>This is a default template, your custom branding appears to be missing.<br />"
        f'The custom branding should be at <a href="{TEMPLATE}">{TEMPLATE}</a> '
        "if you cannot load this page please contact your IT.</p>\n"
        "<p>Technical Error: Error: The request was aborted: Could not create SSL/TLS secure channel.</p>\n"
        f'<ul>\n<li>{spelt(crumb)}</li>\n<li>{spelt(page.kind)}\n<div id="modgov" >'
        f'<h2  class="mgSubTitleTxt" >{spelt(page.title)}</h2>\n{_inside(page)}</div>\n</body>\n</html>\n'
    )


def _groups(page: Page, _day: date) -> str:
    """The design of ModernGov's first years, without a class on anything but the groups of fields."""
    return (
        f"<HTML><HEAD><TITLE>{spelt(page.kind)} - {spelt(page.title)}</TITLE></HEAD><BODY BGCOLOR=white>\n"
        f"<H1>{spelt(page.kind)}</H1><H2>{spelt(page.title)}</H2>\n{page.content}\n</BODY></HTML>\n"
    )


def _text(page: Page, _day: date) -> str:
    """The text-only rendering (`txtonly=1`)."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><title>{spelt(page.kind)} - {spelt(page.title)}</title></head><body>\n'
        f'<div id="modgov"><h1  class="mgMainTitleTxt" >{spelt(page.kind)}</h1>\n'
        f'<h2  class="mgSubTitleTxt" >{spelt(page.title)}</h2>\n{_inside(page)}</div>\n</body></html>\n'
    )


SKINS: dict[str, Callable[[Page, date], str]] = {
    "modern": _modern,
    "plain": _plain,
    "outside": _outside,
    "default": _default,
    "groups": _groups,
    "text": _text,
}


def framed(page: Page, council: str, site: str, language: str) -> str:
    """A small council's design, its pages in one of two languages: 0 is English, 1 Welsh."""
    tongue = ("en", "cy")[int(language)]
    return (
        f'<!DOCTYPE html>\n<html lang="{tongue}">\n<head>\n<meta charset="utf-8" />\n'
        f"<title>{spelt(page.kind)} - {spelt(page.title)}</title>\n{_SCRIPT}\n</head>\n<body>\n"
        f'<header><a href="{site}/">{prose(council)}</a></header>\n{_MODERNGOV_MENU}\n'
        f'<div id="modgov"  class="mgBodySection" >\n<div  class="mgHeader" >'
        f'<h1  class="mgMainTitleTxt" >{spelt(page.kind)}</h1></div>\n'
        f'<div  class="mgSubTitle" ><h2  class="mgSubTitleTxt" >{spelt(page.title)}</h2></div>\n'
        f"{_inside(page)}</div>\n<footer>&copy; {prose(council)}</footer>\n</body>\n</html>\n"
    )


def _inside(page: Page) -> str:
    """The part that every skin has: links to act by, content, and a footer with nothing in it."""
    actions = f'<div  class="mgLinks" ><ul  class="mgActionList" >{page.actions}</ul></div>\n' if page.actions else ""
    return f'{actions}<div  class="mgContent" >\n{page.content}\n</div>\n<div  class="mgFooter" ><p>&nbsp;</p></div>\n'


# ModernGov's own menu, which councils put where they like.
_MODERNGOV_MENU = """<ul class="mgMenu">
<li><a href="mgWhatsNew.aspx?bcr=1">What&#39;s new</a></li>
<li><a href="mgListCommittees.aspx?bcr=1">Committees</a></li>
<li><a href="ieDocHome.aspx?bcr=1">Meetings</a></li>
<li><a href="mgDelegatedDecisions.aspx?bcr=1&amp;DM=0&amp;DS=2&amp;K=0&amp;DR=&amp;V=0">Decisions</a></li>
<li><a href="mgDelegatedDecisions.aspx?RP=0&amp;K=0&amp;DM=0&amp;HD=0&amp;DS=1&amp;Next=true&amp;H=0&amp;META=mgforthcomingdecisions&amp;v=0&amp;bcr=1">Forthcoming decisions</a></li>
<li><a href="mgListOfficerDecisions.aspx?bcr=1&amp;BAM=0">Officer decisions</a></li>
<li><a href="mgPlansHome.aspx?bcr=1">Forward plans</a></li>
<li><a href="ieDocSearch.aspx?bcr=1">Search documents</a></li>
</ul>"""  # noqa: E501 - an address is one line

_SERVICES = """
    Adoption Allotments Archives Bereavement Births Carers Coast Commons Complaints Consultations Deaths Disability
    Drains Elections Emergencies Energy Environment Events Fees Floods Footpaths Fostering Gritting Grants Health
    Heritage Highways Housing Jobs Leisure Libraries Licences Maps Marriages Mediation Museums Music Nurseries
    Parishes Pensions Planning Playgrounds Potholes Procurement Recycling Registration Reservoirs Safeguarding
    Schools Skips Sport Streetlights Streetworks Tips Tourism Transport Trees Volunteering Waste Weddings Wildlife
"""


def _menu(name: str) -> str:
    """A menu of the council's services, as the big designs of today carry twice over."""
    rows = "\n".join(
        f'      <li class="site-menu__item site-menu__item--level-2" data-component="{name}-item">'
        f'<a class="site-menu__link" href="{SITE}/services/{word.lower()}" data-track="{name}:{word.lower()}">'
        f'<span class="site-menu__text">{word}</span><span class="site-menu__arrow" aria-hidden="true"></span></a></li>'
        for word in _SERVICES.split()
    )
    opening = f'<nav class="site-menu site-menu--{name}" aria-label="{name}"><ul class="site-menu__list">'
    return f"    {opening}\n{rows}\n    </ul></nav>"


_SCRIPT = """<script type="text/javascript">
  var $ModernGov = $ModernGov || {};
  $ModernGov.Settings = { IsExtLinkNewWindow: false, DateFormat: "dd/mm/yyyy", Language: 0 };
  window.dataLayer = window.dataLayer || []; dataLayer.push({ page: document.title, section: "democracy" });
</script>"""


def _head(page: Page, day: date | None) -> str:
    """The head of a designed page. `DC.date` is the day on which the page is shown and says nothing of the record."""
    shown = f'<meta name="DC.date" scheme="W3CDTF" content="{day.isoformat()}" />\n' if day else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta http-equiv="Content-Type" content="text/html; '
        f'charset={page.charset}" />\n<title>{spelt(page.kind)} - {spelt(page.title)}</title>\n'
        f'<meta name="DC.title" content="{spelt(page.kind)} - {spelt(page.title)}" />\n'
        f'<meta name="DC.description" content="{spelt(page.title)}" />\n{shown}'
        '<meta name="DC.subject" scheme="eGMS.IPSV" content="Government, politics and public administration" />\n'
        f'<link rel="stylesheet" href="{SITE}/assets/site.css" media="all" />\n{_SCRIPT}\n</head>\n'
    )


def _designed(page: Page, part: str, day: date | None = None) -> str:
    """ModernGov's part of a page within the council's own design."""
    return (
        f'{_head(page, day)}<body class="site site--democracy">\n<a class="skip" href="#main">Skip to content</a>\n'
        f'<header class="site-header"><a href="{SITE}/">{prose(COUNCIL)}</a>\n{_menu("header")}\n</header>\n'
        f'<input type="hidden" id="hidIsExtLinkNewWindow" value="false" />\n<main id="main">\n'
        f'<ol class="breadcrumb"><li><a href="{SITE}/">Home</a></li><li>{spelt(page.kind)}</li></ol>\n'
        f'{_MODERNGOV_MENU}\n{part}\n</main>\n<p class="site-feedback"><a href="{SITE}/feedback">Feedback</a></p>\n'
        f'<footer class="site-footer">\n{_menu("footer")}\n<p>&copy; {prose(COUNCIL)}</p></footer>\n'
        "</body>\n</html>\n<!-- modern.gov reverse CMS -->\n"
    )
