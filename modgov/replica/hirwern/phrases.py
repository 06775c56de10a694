"""Bro Hirwern's phrase book. What it lacks stays English, as it does at councils that never translated a label."""

import re
from html import unescape

from ..markup import spelt

_PAGES = {
    "Issue details": "Manylion y mater",
    "Issue - meetings": "Mater - cyfarfodydd",
    "Issue - decisions": "Mater - penderfyniadau",
    "Decision details": "Manylion y penderfyniad",
    "Agenda item": "Eitem Agenda",
    "Agenda and draft minutes": "Agenda a chofnodion drafft",
    "Agenda": "Rhaglen",
    "Cancelled": "Wedi'i ganslo",
    "Browse meetings": "Pori cyfarfodydd",
    "Committees": "Pwyllgorau",
    "Committee details": "Manylion y pwyllgor",
    "Forward plan": "Blaenraglen",
    "Forward plans": "Blaenraglenni",
    "Browse forward plans": "Pori blaenraglenni",
    "Forward Plan March 2026": "Blaenraglen Mawrth 2026",
    "Plan items": "Eitemau'r cynllun",
    "Reasons restricted": "Rhesymau wedi'u cyfyngu",
    "What's new": "Beth sy'n newydd",
    "Item": "Eitem",
    "Items": "Eitemau",
}
_LABELS = {
    "Decision type:": "Math:",
    "Decision status:": "Statws:",
    "Notice of proposed decision first published:": "Cyhoeddwyd gyntaf:",
    "Contact:": "Cyswllt:",
    "Venue:": "Lleoliad:",
    "View directions": "Gwelwch cyfarwyddiadau",
    "Minutes:": "Cofnodion:",
    "Meeting:": "Cyfarfod:",
    "Additional documents:": "Dogfennau ychwanegol:",
    "Supporting documents:": "Dogfennau ategol:",
    "Support officer:": "Swyddog cefnogi:",
    "Phone:": "Ffôn:",
    "Decisions": "Penderfyniadau",
    "Agenda items": "Eitemau agenda",
    "Documents": "Dogfennau",
    "Purpose of committee": "Diben y pwyllgor",
    "Membership": "Aelodaeth",
    "Contact information": "Gwybodaeth gyswllt",
    "Explanation of Reasons": "Esboniad o Resymau",
    "This page lists the meetings for": "Mae'r dudalen hon yn rhestru'r cyfarfodydd ar gyfer",
    "Information about": "Gwybodaeth am",
    "No documents are available for this meeting.": "Nid oes dogfennau ar gael.",
    "There are no meetings to show.": "Nid oes cyfarfodydd i'w dangos.",
    "By virtue of paragraph(s)": "Yn rhinwedd paragraff(au)",
    "By Virtue of Paragraph": "Yn Rhinwedd Paragraff",
    "Schedule 12A of the Local Government Act 1972": "Atodlen 12A Deddf Llywodraeth Leol 1972",
    "pdf icon": "pdf eicon",
}
_BUSINESS = {
    "Welsh in Education Strategic Plan": "Cynllun Strategol y Gymraeg mewn Addysg",
    "To adopt the plan for the next ten years.": "Mabwysiadu'r cynllun ar gyfer y deng mlynedd nesaf.",
    "Bus Station Improvements, Pont Hirwern": "Gwella'r Orsaf Fysiau, Pont Hirwern",
    "To let a contract for a new roof.": "Gosod contract am do newydd.",
    "Sale of Capel Bryn School": "Gwerthu Ysgol Capel Bryn",
    "To sell the site of a school that has closed.": "Gwerthu safle ysgol sydd wedi cau.",
    "Library Fees": "Ffioedd y Llyfrgell",
    "To set the fees.": "Pennu'r ffioedd.",
    "Speed Limits in Cwm Hirwern": "Terfynau Cyflymder yng Nghwm Hirwern",
    "Review of Polling Places": "Adolygiad o Fannau Pleidleisio",
    "Grant to the Eisteddfod": "Grant i'r Eisteddfod",
    "Strategic Plan": "Cynllun Strategol",
    "Executive Member for Culture": "Aelod Gweithredol dros Ddiwylliant",
    "Executive": "Gweithrediaeth",
    "Head of Highways": "Pennaeth Priffyrdd",
    "Education Committee": "Pwyllgor Addysg",
    "Decision makers": "Y rhai sy'n penderfynu",
    "Scrutiny": "Craffu",
    "To examine schools and learning.": "Craffu ar ysgolion a dysgu.",
    "The Executive takes the Council's main decisions.": "Mae'r Weithrediaeth yn gwneud prif benderfyniadau'r Cyngor.",
    "Schools and parents.": "Ysgolion a rhieni.",
    "Apologies": "Ymddiheuriadau",
    "There were none.": "Nid oedd dim.",
    "The plan was adopted.": "Mabwysiadwyd y cynllun.",
    "The members welcomed the plan.": "Croesawodd yr aelodau'r cynllun.",
    "Staffing": "Staffio",
    "Information about an individual.": "Gwybodaeth am unigolyn.",
    "To consider the recommendations of the report.": "Ystyried argymhellion yr adroddiad.",
    "The recommendations of the report were agreed.": "Cytunwyd ar argymhellion yr adroddiad.",
    "Education": "Addysg",
    "(All Wards);": "(Pob Ward);",
    "Councillor": "Y Cynghorydd",
    "(Chair)": "(Cadeirydd)",
}

_MONTHS: dict[str, str] = dict(
    pair.split("=")
    for pair in (
        "January=Ionawr", "February=Chwefror", "March=Mawrth", "April=Ebrill", "May=Mai", "June=Mehefin",
        "July=Gorffennaf", "August=Awst", "September=Medi", "October=Hydref", "November=Tachwedd", "December=Rhagfyr",
    )
)  # fmt: skip
_WEEKDAYS = {
    "Monday": "Dydd Llun",
    "Tuesday": "Dydd Mawrth",
    "Wednesday": "Dydd Mercher",
    "Thursday": "Dydd Iau",
    "Friday": "Dydd Gwener",
}
_ORDINALS = {
    1: "af",
    2: "il",
    3: "ydd",
    4: "ydd",
    5: "ed",
    6: "ed",
    11: "eg",
    13: "eg",
    14: "eg",
    16: "eg",
    17: "eg",
    19: "eg",
}

_TWENTY = 20

# Captions that nobody has translated: whole, lest a word within them be.
_ENGLISH = ("Decisions published", "Decisions recommendations approved (subject to call-in)")

_BOOK = {words: words for words in _ENGLISH} | _PAGES | _LABELS | _BUSINESS
_KNOWN = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(_BOOK, key=len, reverse=True))) + r")(?!\w)")
_DATE = re.compile(rf"\b(?:({'|'.join(_WEEKDAYS)}), )?(\d+)(?:st|nd|rd|th)?,? ({'|'.join(_MONTHS)}|[A-Z][a-z][a-z])\b")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}) (?=\d{{4}})")
_HALF_DAY = re.compile(r"(?<=\d )(?:am|pm)\b")
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
_SHORT = {name[:3]: welsh for name, welsh in _MONTHS.items()}


def in_welsh(markup: str) -> str:
    """Put the words of some markup into Welsh, as far as the phrase book has them."""
    return _TEXT.sub(lambda found: _worded(found[0]), f">{markup}<")[1:-1]


def _worded(words: str) -> str:
    plain = unescape(words).replace("\n", " ")
    if plain.isspace():
        return words
    said = _KNOWN.sub(lambda found: _BOOK[found[0]], plain)
    said = _MONTH.sub(lambda found: f"{_MONTHS[found[1]]} ", _DATE.sub(_dated, said))
    said = _HALF_DAY.sub(lambda found: "yb" if found[0] == "am" else "yh", said)
    return words if said == plain else spelt(said).replace("\xa0", "&nbsp;")


def _dated(found: re.Match[str]) -> str:
    """Put a day into Welsh, as `Dydd Iau, 29ain Ionawr` or `24 Chwefror`."""
    weekday, day, month = found.groups()
    named = _MONTHS.get(month) or _SHORT.get(month)
    if named is None:
        return found[0]
    if not weekday:
        return f"{day} {named}"
    ending = _ORDINALS.get(int(day), "fed" if int(day) <= _TWENTY else "ain")
    return f"{_WEEKDAYS[weekday]}, {day}{ending} {named}"
