"""Pages made to cost time: each is small, and read in less than a second."""

import time

import pytest

import parsers

ISSUE = "https://democracy.thornmouth.example/mgIssueHistoryHome.aspx?IId=1204"
PLAN = "https://democracy.thornmouth.example/mgListPlanItems.aspx?PlanId=91"
LABEL = '<p><span class="mgLabel">Decision type: </span>Key</p>'
SECOND = 1.0


def page(content, head=""):
    return (
        f'<html><head>{head}</head><body><div id="modgov"><h1 class="mgMainTitleTxt">Issue details</h1>'
        f'<h2 class="mgSubTitleTxt">Wall</h2>{LABEL}{content}</div></body></html>'
    )


def contact(value):
    return page(f'<p><span class="mgLabel">Contact: </span>{value}</p>')


def untitled(head):
    return f"<html><head>{head}</head><body>{LABEL}</body></html>"


HOSTILE = {
    "comments before the page, and no end": ("<!-- a -->" * 24 + "x" + LABEL, ISSUE),
    "titles that are never closed": (untitled("<title>" * 8000), ISSUE),
    "a meta element that is never closed": (untitled("<meta " + "name='DC.title'" * 6000), ISSUE),
    "a contact that is one long word": (contact("A" * 40000), ISSUE),
    "a contact that is one long host name": (contact("a." * 20000), ISSUE),
    "the word modgov again and again in a tag": (LABEL + "<div " + "modgov " * 12000 + ">", ISSUE),
    "periods that are never closed": (page("<p>" + "(01/01/2026 to 01/01/2026, x" * 1500 + "</p>"), PLAN),
    "lists within lists": ("<li><ul>" * 20000, ISSUE),
    "definitions within definitions": ("<html>" + "<dl><dd>" * 20000, ISSUE),
    "a document that is nothing but brackets": (
        page("<h3>Documents</h3><ul><li>" + "( " * 9000 + "B</li></ul>"),
        ISSUE,
    ),
    "boxes within boxes": (page("<div>" * 40000), ISSUE),
    "actions within actions": (page('<ul class="mgActionList">' * 1500), ISSUE),
    "lists within lists, each closed": (page("<ul><li>" * 20000 + "</li></ul>" * 20000), ISSUE),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_takes_no_time(name):
    body, url = HOSTILE[name]
    began = time.process_time()
    parsers.read(body, url=url)
    assert time.process_time() - began < SECOND
