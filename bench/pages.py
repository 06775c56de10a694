"""Pages to measure with: ModernGov's markup in four kinds of council template, every word invented.

Issue pages have 32 to 57 KB, a third of it ModernGov's own; the rest is what council templates are made of: menus,
link lists, forms, icons, scripts. The plan's rows carry the markup that a register's table rows carry.
"""

# ruff: noqa: E501 - markup is written as it is served, however long the line

import random

VOCABULARY = (
    "the council cabinet member proposes a scheme for roads schools homes parks and libraries across every ward that "
    "officers have costed within this year's budget after hearing from residents partners and local firms on what works"
)
WORDS = VOCABULARY.split()
AREAS = ("Abbey", "Bridge End", "Castle", "Dale & Moor", "East Cliff", "Fenside", "Grange", "Harbour")


def prose(chance, least, most):
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most))).capitalize() + "."


def name(chance):
    return prose(chance, 1, 4)[:-1]


def issue_page(seed):
    """An issue page; the kind of template, the fields printed and the lists' lengths go with the seed."""
    chance = random.Random(seed)
    return TEMPLATES[seed % len(TEMPLATES)](_issue(chance), chance)


def plan_page(items):
    chance = random.Random(items)
    rows = "\n".join(_plan_row(number, chance) for number in range(1, items + 1))
    content = (
        '<div id="modgov">\n<div class="mgHeader" ><h1 class="mgMainTitleTxt" >Forward plan</h1></div>\n'
        '<div class="mgSubTitle" ><h2 class="mgSubTitleTxt">Forward plan  (02/03/2026 to 31/07/2026, Cabinet)</h2></div>\n'
        '<div class="mgContent" ><h3 class="mgSubSubTitleTxt" >Plan items</h3>\n'
        f'<table class="mgItemTable" summary="Table of plan items">{rows}</table></div>\n</div>'
    )
    return link_lists(content, chance)


def plans_page(editions):
    chance = random.Random(editions)
    rows = "".join(
        f'<li class="mgTableEvenRow"><a href="mgListPlanItems.aspx?PlanId={n}&amp;RP=115" title="Link to plan {n}">'
        f"Forward plan {n}: {prose(chance, 4, 8)}</a></li>\n"
        for n in range(1, editions + 1)
    )
    content = (
        '<div id="modgov"><h1 class="mgMainTitleTxt">Forward plans</h1><h2 class="mgSubTitleTxt">Cabinet, 2026</h2>'
        f'<div class="mgContent"><ul class="mgBulletList">{rows}</ul></div></div>'
    )
    return link_lists(content, chance)


def _issue(chance):
    return (
        '<div id="modgov">\n<div class="mgHeader" >\n<h1 class="mgMainTitleTxt" >Issue details</h1>\n</div>\n'
        '<div class="mgSubTitle" >\n<h2 class="mgSubTitleTxt">26&#47;00042 - Road safety programme</h2>\n</div>\n'
        f'<div class="mgContent" >\n<div class="mgWordPara" ><div class="WordSection1">{_description(chance)}</div></div>\n'
        f'{_fields(chance)}{_prose_sections(chance)}{_lists(chance)}</div>\n<div class="mgFooter" ><p>&nbsp;</p></div>\n</div>'
    )


def _description(chance):
    """What was pasted from Word: a span in every paragraph, blank paragraphs between, a bold heading now and then."""
    parts = []
    for number in range(chance.randint(9, 15)):
        if number % 5 == 2:
            parts.append(f'<p class="MsoNormal"><b><span style="font-size:12.0pt">{name(chance)}</span></b></p>\n')
        parts.append(
            '<p class="MsoNormal" style="margin:0cm;text-align:justify"><span lang="EN-GB" style="font-family:&quot;Arial'
            f'&quot;,sans-serif">{prose(chance, 30, 60)}\r\n{prose(chance, 10, 20)}</span></p>\n'
            '<p class="MsoNormal" style="margin:0cm">&nbsp;</p>\n'
        )
    return "".join(parts)


def _fields(chance):
    areas = "".join(f"{area.replace('&', '&amp;')}; " for area in chance.sample(AREAS, chance.randint(1, 5)))
    always = (
        ("Decision type", "Key"),
        ("Reason Key", "Expenditure over &#163;500,000;"),
        ("Decision status", '<span class="mgPlanItemInForce">Recommendations Approved</span>'),
        ("Wards affected", areas),
        ("Notice of proposed decision first published", "02/03/2026"),
        ("Decision due", "Not before 5th May 2026 by Cabinet Member for Transport"),
        ("Department", "Highways"),
        ("Contact", 'Sam Field, Engineer Email&#58; <a href="mailto:sam.field@bench.example" title="Link to email '
                    'sam.field@bench.example">sam.field@bench.example</a> Tel&#58; 01632 960123.'),
    )  # fmt: skip
    sometimes = (
        ("Anticipated restriction", 'Part exempt &nbsp;-&nbsp;<a href="mgReasonsRestricted.aspx?ID=5&amp;OID=7">view reasons</a>'),
        ("Lead member", "Cabinet Member for Transport"),
        ("Lead director", "Jo Marsh"),
        ("Urgent item?", "No"),
        ("Relevant scrutiny committee", "Place"),
        ("Comments", prose(chance, 10, 20)),
    )  # fmt: skip
    printed = (*always, *(field for field in sometimes if chance.random() < 0.5))
    return "".join(f'<p><span  class="mgLabel" >{label}:&nbsp;</span>{value}</p>\n\n' for label, value in printed)


def _prose_sections(chance):
    headed = "".join(
        f'<h3 class="mgSubSubTitleTxt">{heading}</h3>\n<div class="mgWordPara" ><p class="MsoNormal">{prose(chance, 30, 50)}</p></div>\n'
        for heading in ("Consultation process", "Consultees")
    )
    return headed + "".join(
        f'<p><span  class="mgLabel" >{label} implications:&nbsp;</span>{prose(chance, 20, 40)}</p>\n'
        for label in ("Financial", "Legal", "Equalities")
    )


def _lists(chance):
    decisions = "".join(
        f'<li><a href="ieDecisionDetails.aspx?ID={77 + n}" title="Link to decision details for Road safety programme">'
        f"{n + 5:02}/05/2026 - Road safety programme</a></li>\n"
        for n in range(chance.randint(1, 2))
    )
    meetings = "".join(
        f'<li><a href="ieListDocuments.aspx?CId=12&amp;MId={99 + n}#AI7" title="Link to meeting">{n + 5:02}/05/2026 - Cabinet</a>'
        " Road safety programme</li>\n"
        for n in range(chance.randint(1, 3))
    )
    papers = "".join(
        f'<li><a href="documents/s{4000 + n}/Report%20{n}.pdf" title="Link to document Report {n} pdf file">Report {n}&nbsp;'
        '<span  class="mgFileSize" ><img  src="mgImages/ico_pdf.gif" alt="pdf icon" /> PDF 119 KB</span></a></li>\n'
        for n in range(chance.randint(2, 7))
    )
    return "".join(
        f'<h3 class="mgSubSubTitleTxt">{heading}</h3>\n<ul class="mgBulletList">\n{entries}</ul>\n'
        for heading, entries in (("Decisions", decisions), ("Agenda items", meetings), ("Documents", papers))
    )


def _plan_row(number, chance):
    shade = "mgTableEvenRow" if number % 2 else "mgTableOddRow"
    return (
        f'<tr class="{shade}" ><td class="mgItemNumberCell" ><p>{number}.</p></td>\n<td><p><a class="mgPlanItemTitle" '
        f'href="mgIssueHistoryHome.aspx?IId={number}&amp;PlanId=12&amp;RPID=0" title="Link to issue details for item {number}">'
        f"26&#47;{number:05} - {prose(chance, 4, 8)}</a></p>\n"
        '<p><span  class="mgLabel" >Decision maker:&nbsp;</span>Cabinet</p>\n'
        '<p><span  class="mgLabel" >Decision due:&nbsp;</span>Not before 5th May 2026</p>\n'
        '<p><span  class="mgLabel" >Notice of proposed decision first published:&nbsp;</span>02/03/2026</p></td></tr>'
    )


def _page(head, body):
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n<title>Issue details - Bench Council</title>\n'
        f"{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    ).encode()


def _styles(count):
    return "".join(
        f'<link rel="stylesheet" media="all" href="/site/css/{n}.min.css?v=8.{n}" />\n' for n in range(count)
    )


def _links(chance, count):
    return "".join(
        f'<li class="nav-item level-{n % 3}"><a class="nav-link" href="https://www.bench.example/{chance.choice(WORDS)}/{n}">'
        f"{name(chance)}</a></li>\n"
        for n in range(count)
    )


def _script(chance, lines):
    return (
        "<script>"
        + "".join(f"dataLayer.push({{'event':'e{n}','value':{chance.random()}}});\n" for n in range(lines))
        + "</script>\n"
    )


def _crumbs():
    return (
        '<nav aria-label="Breadcrumb"><ol class="breadcrumb"><li><a href="https://www.bench.example/">Home</a></li>'
        '<li><a href="ieDocHome.aspx">Council meetings</a></li><li><a href="mgPlansHome.aspx">Forward plans</a></li></ol></nav>\n'
    )


def _search_form():
    return (
        '<form action="/search" method="get" role="search"><fieldset><legend class="sr-only">Search</legend><label for="q">'
        'Search this site</label><input type="search" id="q" name="q" placeholder="Search" /><input type="hidden" name="site" '
        'value="1" /><button type="submit" class="btn btn-primary"><span class="icon icon-search"></span>Go</button></fieldset></form>\n'
    )


def link_lists(content, chance):
    """A template of many plain lists: a side menu, an A to Z, a footer in columns."""
    letters = "".join(f'<li><a href="/a-to-z/{letter}">{letter}</a></li>' for letter in "abcdefghijklmnopqrstuvwxyz")
    columns = "".join(
        f'<div class="footer-col"><h2>{name(chance)}</h2><ul>{_links(chance, 6)}</ul></div>\n'
        for _ in range(chance.randint(5, 7))
    )
    return _page(
        _styles(8) + _script(chance, 30),
        f'<header><a class="logo" href="/"><img src="/logo.svg" alt="Bench" /></a>{_search_form()}<ul class="az">{letters}</ul></header>\n'
        f'{_crumbs()}<div class="side"><ul>{_links(chance, chance.randint(90, 190))}</ul></div>\n<main>{content}</main>\n'
        f"<footer>{columns}<p>{prose(chance, 20, 40)}</p></footer>{_script(chance, 20)}",
    )


def grid(content, chance):
    """A Bootstrap template: everything in rows and columns, a menu with panels, cards with icons."""
    panels = "".join(
        f'<li class="dropdown"><a href="#" data-toggle="dropdown">{name(chance)}<span class="caret"></span></a><div class="row">'
        f'<div class="col-md-6"><ul>{_links(chance, 7)}</ul></div><div class="col-md-6"><p>{prose(chance, 8, 16)}</p></div></div></li>\n'
        for _ in range(chance.randint(11, 19))
    )
    cards = "".join(
        f'<div class="col-sm-4"><div class="card"><div class="card-body"><svg viewBox="0 0 9 9"><path d="M{n} 1l4 4-4 4z"/></svg>'
        f'<h3 class="card-title"><a href="/do/{n}">{name(chance)}</a></h3><p>{prose(chance, 6, 12)}</p></div></div></div>\n'
        for n in range(chance.randint(14, 24))
    )
    return _page(
        _styles(12) + _script(chance, 15),
        f'<div class="container"><nav class="navbar"><ul class="nav">{panels}</ul></nav>{_crumbs()}<div class="row">'
        f'<div class="col-md-9"><div class="region">{content}</div></div><div class="col-md-3">{_search_form()}</div></div>\n'
        f'<div class="row">{cards}</div><footer class="row"><ul>{_links(chance, 20)}</ul></footer></div>{_script(chance, 25)}',
    )


def layout_tables(content, chance):
    """A template of the 2000s: tables in tables, spacer images, inline styles, a calendar."""
    menu = "".join(
        f'<tr><td width="12"><img src="/img/spacer.gif" width="12" height="1" alt="" /></td><td class="menu" style="padding:2px">'
        f'<a href="/page.asp?id={n}" onmouseover="hover(this)">{name(chance)}</a></td></tr>\n'
        for n in range(chance.randint(80, 150))
    )
    weeks = "".join(
        "<tr>"
        + "".join(
            f'<td align="center"><a href="/cal?d={week * 7 + day}">{week * 7 + day}</a></td>' for day in range(1, 8)
        )
        + "</tr>\n"
        for week in range(5)
    )
    return _page(
        _styles(3) + _script(chance, 40),
        f'<table width="100%" cellspacing="0"><tr><td colspan="3">{_search_form()}</td></tr><tr><td valign="top"><table>{menu}</table></td>\n'
        f'<td valign="top">{_crumbs()}{content}</td><td valign="top"><table class="cal">{weeks}</table></td></tr></table>'
        f'<p class="foot"><font size="1">{prose(chance, 20, 40)}</font></p>{_script(chance, 30)}',
    )


def application(content, chance):
    """A template of a content system: scripts and settings first, a cookie form, icons drawn in the page, a long footer."""
    settings = ",".join(f'"setting{n}":{{"enabled":true,"path":"/{chance.choice(WORDS)}/{n}"}}' for n in range(70))
    choices = "".join(
        f'<div class="form-item"><input type="checkbox" id="c{n}" name="c{n}" /><label for="c{n}">{name(chance)}</label></div>\n'
        for n in range(12)
    )
    icons = "".join(
        f'<li><a class="social" href="https://social.example/{n}"><svg width="24" height="24" viewBox="0 0 24 24"><title>{name(chance)}'
        f'</title><path d="M{n} 2.1c3.{n} 0 4.8 1.5 5.2 4.2v3.{n}h4l-.6 4h-3.4V22"/></svg></a></li>\n'
        for n in range(8)
    )
    return _page(
        _styles(6) + f'<script type="application/json">{{{settings}}}</script>\n' + _script(chance, 20),
        f'<div class="dialog-off-canvas"><form id="cookies">{choices}</form><header><div class="branding">{_search_form()}</div>\n'
        f'<ul class="menu">{_links(chance, chance.randint(70, 130))}</ul></header>{_crumbs()}<main><article>{content}</article></main>\n'
        f'<footer><ul class="icons">{icons}</ul><ul>{_links(chance, chance.randint(50, 90))}</ul><p>{prose(chance, 20, 40)}</p></footer></div>',
    )


TEMPLATES = (link_lists, grid, layout_tables, application)
