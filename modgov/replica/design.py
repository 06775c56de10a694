"""The design of Wexcombe's own web site, which surrounds ModernGov's part of a page, and ModernGov's menu."""

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


# ModernGov's own menu, which councils put where they like.
MODERNGOV_MENU = """<ul class="mgMenu">
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


SCRIPT = """<script type="text/javascript">
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
        f'<link rel="stylesheet" href="{SITE}/assets/site.css" media="all" />\n{SCRIPT}\n</head>\n'
    )


def designed(page: Page, part: str, day: date | None = None) -> str:
    """ModernGov's part of a page within the council's own design."""
    return (
        f'{_head(page, day)}<body class="site site--democracy">\n<a class="skip" href="#main">Skip to content</a>\n'
        f'<header class="site-header"><a href="{SITE}/">{prose(COUNCIL)}</a>\n{_menu("header")}\n</header>\n'
        f'<input type="hidden" id="hidIsExtLinkNewWindow" value="false" />\n<main id="main">\n'
        f'<ol class="breadcrumb"><li><a href="{SITE}/">Home</a></li><li>{spelt(page.kind)}</li></ol>\n'
        f'{MODERNGOV_MENU}\n{part}\n</main>\n<p class="site-feedback"><a href="{SITE}/feedback">Feedback</a></p>\n'
        f'<footer class="site-footer">\n{_menu("footer")}\n<p>&copy; {prose(COUNCIL)}</p></footer>\n'
        "</body>\n</html>\n<!-- modern.gov reverse CMS -->\n"
    )
