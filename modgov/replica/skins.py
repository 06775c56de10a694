"""Skins: the frames that ModernGov sets a page's content in. The council's own design surrounds most of them."""

from collections.abc import Callable
from datetime import date

from .design import MODERNGOV_MENU, SCRIPT, TEMPLATE, Page, designed
from .markup import prose, spelt


def dress(page: Page, skin: str, day: date) -> str:
    """Set a page in a skin; `day` is the day on which it is shown."""
    return SKINS[skin](page, day)


def _modern(page: Page, day: date) -> str:
    return designed(
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
    return designed(page, f"<div id='modgov' >\n<h1>{spelt(page.kind)}</h1>\n{title}\n{_inside(page)}</div>")


def _outside(page: Page, _day: date) -> str:
    """The record's title stands in the council's own heading, outside ModernGov's part of the page."""
    return designed(page, f'<h1 class="page-title">{spelt(page.title)}</h1>\n<div id="modgov" >\n{_inside(page)}</div>')


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
        f"<title>{spelt(page.kind)} - {spelt(page.title)}</title>\n{SCRIPT}\n</head>\n<body>\n"
        f'<header><a href="{site}/">{prose(council)}</a></header>\n{MODERNGOV_MENU}\n'
        f'<div id="modgov"  class="mgBodySection" >\n<div  class="mgHeader" >'
        f'<h1  class="mgMainTitleTxt" >{spelt(page.kind)}</h1></div>\n'
        f'<div  class="mgSubTitle" ><h2  class="mgSubTitleTxt" >{spelt(page.title)}</h2></div>\n'
        f"{_inside(page)}</div>\n<footer>&copy; {prose(council)}</footer>\n</body>\n</html>\n"
    )


def _inside(page: Page) -> str:
    """The part that every skin has: links to act by, content, and a footer with nothing in it."""
    actions = f'<div  class="mgLinks" ><ul  class="mgActionList" >{page.actions}</ul></div>\n' if page.actions else ""
    return f'{actions}<div  class="mgContent" >\n{page.content}\n</div>\n<div  class="mgFooter" ><p>&nbsp;</p></div>\n'
