"""What a person types becomes an expression that finds what was meant, and never a syntax error."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.search_query import numbers_of, translated
from storage.search_shape import TOKENIZER
from storage.search_snippets import window

LINES = [
    "Closure of the Quay Road library",
    "King's Quay road closures",
    "Bus lane 21/00019 co-operative",
    "Cyngor Sir: Y Gofrestr o Benderfyniadau, ysgolion a tŷ",
    "Libraries and policies: the bus",
]


@pytest.fixture(scope="module")
def index():
    db = sqlite3.connect(":memory:")
    db.execute(f"create virtual table told using fts5 (title, reference, body, tokenize = {TOKENIZER})")
    db.executemany("insert into told (title, body) values ('', ?)", [(line,) for line in LINES])
    yield db
    db.close()


def found(db, asked):
    query = translated(asked)
    return [n for (n,) in db.execute("select rowid from told where told match ? order by rowid", [query.match])]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("closure", [1, 2]),
        ("CLOSURES quay", [1, 2]),
        ('"quay road"', [1, 2]),
        ('"road closures"', [2]),
        ('"road closure"', []),
        ("\u201croad closures\u201d", [2]),
        ('"road clos', []),
        ('"road clos"*', [2]),
        ("clos*", [1, 2]),
        ("bus OR closure", [1, 2, 3, 5]),
        ("bus OR closure quay", [1, 2]),
        ("OR bus OR", [3, 5]),
        ("bus AND lane", [3]),
        ("bus and lane", []),
        ("bus OR AND quay lane", []),
        ("AND bus lane AND", [3]),
        ("21/*", [3]),
        ("21/0*", [3]),
        ("2*", [3]),
        ('"King\u2019s quay"', [2]),
        ("quay -library", [2]),
        ('quay -"road library"', [2]),
        ("-library quay", [2]),
        ("bus -lib*", [3]),
        ("21/00019", [3]),
        ("21/0001", []),
        ("king's", [2]),
        ("co-operative", [3]),
        ("library", [1, 5]),
        ("policy", [5]),
        ("ty", [4]),
        ("TŶ", [4]),
        ("ysgolion", [4]),
        ("ysgol*", [4]),
        ("quay !!!", [1, 2]),
        ("body:quay", []),
        ("NEAR(quay road)", []),
    ],
)
def test_words_find_what_was_meant(index, asked, lines):
    assert found(index, asked) == lines


@pytest.mark.parametrize("asked", ["", "  ", '"', "-", "*", "OR", "!!! --", "-bus", '-"bus lane"', "\0", "\ud800"])
def test_where_there_is_no_word_there_is_no_question(asked):
    assert translated(asked) is None


@given(
    st.text(alphabet=st.sampled_from("ab cé\"'*-+^:(){}ORANDT/.,~\0\ud800\u0300\u201c\U0001f600"), max_size=40)
    | st.text()
)
@example("a " * 2000)
@example("a OR " * 2000)
@example("-a b " * 500)
@example("(" * 500 + "a")
@example("²")
def test_no_input_is_a_syntax_error(index, asked):
    query = translated(asked)
    if query:
        for match in (query.match, query.title_match, query.marking):
            index.execute("select rowid from told where told match ?", [match]).fetchall()


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("closure", ["closure", "closures"]),
        ("Closures", ["closures", "closure"]),
        ("policies", ["policies", "policy", "policie"]),
        ("policy", ["policy", "policies"]),
        ("quay", ["quay", "quays"]),
        ("bus", ["bus", "buses"]),
        ("buses", ["buses", "bus", "buse"]),
        ("church", ["church", "churches"]),
        ("of", ["of"]),
        ("tŷ", ["tŷ"]),
    ],
)
def test_english_numbers(word, forms):
    assert numbers_of(word) == forms


def test_a_window_is_around_the_first_word_found():
    text = "x " * 9000 + "the Quay " + "y " * 9000
    assert "the Quay" in window(text, ["nothing", "quay"])
    assert len(window(text, ["quay"])) < 9000
    assert window(text, ["nothing"]).startswith("x x")
    assert window(text, ["!!!"]).startswith("x x")
    assert window("short", ["quay"]) == "short"
