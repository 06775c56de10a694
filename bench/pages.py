"""Pages to measure with: ModernGov's markup in a council's template, every word invented, sizes as live sites have."""

import random

WORDS = (
    "the council cabinet member proposes a scheme for roads schools homes parks and libraries across every ward that "
    "officers have costed within this year's budget after hearing from residents partners and local firms on what works"
).split()


def prose(chance, least, most):
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most))).capitalize() + "."


def skin(content, chance):
    """A council's template around a page: menus, scripts and a footer, two thirds of its bytes."""
    menu = "".join(
        f'<li class="nav-item level-{n % 4}"><a class="nav-link" href="https://www.bench.example/{chance.choice(WORDS)}/{n}" '
        f'title="{prose(chance, 2, 4)}">{prose(chance, 2, 5)}</a></li>\n'
        for n in range(chance.randint(95, 130))
    )
    script = "".join(f"window.dataLayer.push({{'event':'e{n}','value':{chance.random()}}});\n" for n in range(40))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8" /><title>Issue details - Bench</title>\n'
        f"<script>{script}</script></head>\n<body><header><ul>{menu}</ul></header>\n<main>\n{content}\n</main>"
        f"<footer><p>{prose(chance, 20, 40)}</p></footer></body></html>"
    ).encode()


def issue_page(seed):
    chance = random.Random(seed)
    word = "".join(
        f'<p class="MsoNormal" style="margin:0cm"><span style="font-family:Arial">{prose(chance, 30, 60)}</span></p>\n'
        '<p class="MsoNormal">&nbsp;</p>\n'
        for _ in range(chance.randint(8, 14))
    )
    values = (
        ("Decision type", "Key"), ("Reason Key", "Expenditure over &#163;500,000;"),
        ("Decision status", '<span class="mgPlanItemInForce">Recommendations Approved</span>'),
        ("Wards affected", "(All Wards);"), ("Notice of proposed decision first published", "02/03/2026"),
        ("Decision due", "Not before 5th May 2026 by Cabinet Member for Transport"),
        ("Lead member", "Cabinet Member for Transport"), ("Lead director", "Jo Marsh"), ("Department", "Highways"),
        ("Contact", 'Sam Field, Engineer Email&#58; <a href="mailto:sam.field@bench.example">sam.field@bench.example</a> Tel&#58; 01632 960123.'),
    )  # fmt: skip
    fields = "".join(f'<p><span  class="mgLabel" >{label}:&nbsp;</span>{value}</p>\n' for label, value in values)
    headed = "".join(
        f'<h3 class="mgSubSubTitleTxt">{heading}</h3>\n<div class="mgWordPara"><p class="MsoNormal">{prose(chance, 30, 50)}</p></div>\n'
        for heading in ("Consultation process", "Consultees")
    )
    implications = "".join(
        f'<p><span  class="mgLabel" >{label} implications:&nbsp;</span>{prose(chance, 20, 40)}</p>\n'
        for label in ("Financial", "Legal", "Equalities")
    )
    decisions = '<li><a href="ieDecisionDetails.aspx?ID=77">05/05/2026 - Road safety programme</a></li>'
    meetings = '<li><a href="ieListDocuments.aspx?CId=12&amp;MId=99">05/05/2026 - Cabinet</a> Road safety programme</li>'
    papers = "".join(
        f'<li><a href="documents/s{seed}{n}/Report%20{n}.pdf" title="Link to document Report {n}">Report {n}'
        '<span  class="mgFileSize" ><img  src="mgImages/ico_pdf.gif" alt="pdf icon" /> PDF 119 KB</span></a></li>\n'
        for n in range(6)
    )
    lists = "".join(
        f'<h3 class="mgSubSubTitleTxt">{heading}</h3>\n<ul class="mgBulletList">{entries}</ul>\n'
        for heading, entries in (("Decisions", decisions), ("Agenda items", meetings), ("Documents", papers))
    )
    content = (
        '<div id="modgov">\n<div class="mgHeader"><h1 class="mgMainTitleTxt">Issue details</h1></div>\n'
        '<div class="mgSubTitle"><h2 class="mgSubTitleTxt">26&#47;00042 - Road safety programme</h2></div>\n'
        f'<div class="mgContent"><div class="mgWordPara"><div class="WordSection1">{word}</div></div>\n'
        f'{fields}{headed}{implications}{lists}</div>\n<div class="mgFooter"><p>&nbsp;</p></div></div>'
    )
    return skin(content, chance)


def plan_page(items):
    chance = random.Random(items)
    rows = "".join(
        f'<tr><td class="mgItemNumberCell"><p>{n}.</p></td><td><p><a class="mgPlanItemTitle" href="mgIssueHistoryHome.aspx'
        f'?IId={n}&amp;PlanId=12&amp;RPID=0">26&#47;{n:05} - {prose(chance, 4, 8)}</a></p>\n'
        '<p><span  class="mgLabel" >Decision maker:&nbsp;</span>Cabinet</p>\n'
        '<p><span  class="mgLabel" >Decision due:&nbsp;</span>Not before 5th May 2026</p>\n'
        '<p><span  class="mgLabel" >Notice of proposed decision first published:&nbsp;</span>02/03/2026</p></td></tr>\n'
        for n in range(1, items + 1)
    )
    content = (
        '<div id="modgov"><h1 class="mgMainTitleTxt">Forward plan</h1><h2 class="mgSubTitleTxt">Forward plan  (02/03/2026 '
        f'to 31/07/2026, Cabinet)</h2><div class="mgContent"><h3>Plan items</h3><table>{rows}</table></div></div>'
    )
    return skin(content, chance)


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
    return skin(content, chance)
