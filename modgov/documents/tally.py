"""What became of documents, in words."""

from collections.abc import Iterator, Mapping
from typing import Final

_WORDS: Final[Mapping[str, str]] = {
    "fetched": "fetched",
    "unchanged": "unchanged",
    "replaced": "replaced",
    "removed": "removed",
    "missing": "not there",
    "put_off": "put off",
    "too_large": "too large",
    "forbidden": "kept back by robots.txt",
    "elsewhere": "on another site (not tried)",
    "restricted": "restricted (not tried)",
    "queued": "queued",
}


def figures(documents: Mapping[str, int], without_text: Mapping[str, int]) -> Iterator[str]:
    """Each number with what it counts, less what is nought."""
    for name, words in _WORDS.items():
        if documents.get(name):
            yield f"{documents[name]:,} {words}"
    if without_text:
        reasons = sorted(without_text.items(), key=lambda one: (-one[1], one[0]))
        total = sum(without_text.values())
        told = reasons[0][0] if len(reasons) == 1 else ", ".join(f"{number:,} {reason}" for reason, number in reasons)
        yield f"{total:,} without text ({told})"
