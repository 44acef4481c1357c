"""A client's mail taken apart: what is asked, and what is left out because it asks nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.catalog import read_yaml

MOST_CHARACTERS = 20_000
MOST_QUESTIONS = 40
MOST_WORDS_OF_A_CLOSING = 5
# Mails are broken at 65 to 80 characters; a line shorter than this ends where its writer ended it.
WRAPPED_FROM = 55
BULLET = re.compile(r"^\s*(?:[-*•–·]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
QUOTED = re.compile(r"^\s*>+\s?")
SENTENCE_END = re.compile(r"(?<=[?!.])[\"“”»)]*\s+(?=[\"„“«(]?[A-ZÄÖÜ0-9])")


@dataclass(frozen=True)
class Split:
    """The questions in their order, and every other sentence, so that nothing is dropped unseen."""

    questions: tuple[str, ...]
    left_out: tuple[str, ...]


def split(text: str, understood: Callable[[str], bool]) -> Split:
    """The questions of a mail or of a list, one a line or in running text.

    Points of a list and sentences with a question mark are questions; of the others those that `understood` says can be
    answered. A salutation is left out, and everything from the closing on, where names and telephone numbers stand.
    """
    questions, left_out = list[str](), list[str]()
    letter, closing = _until_closing(text[:MOST_CHARACTERS].splitlines())
    for block, listed in _blocks(letter):
        for sentence in _sentences(block):
            asked = _without_salutation(sentence)
            wanted = bool(asked) and (listed or asked.endswith("?") or understood(asked))
            (questions if wanted and len(questions) < MOST_QUESTIONS else left_out).append(asked or sentence)
    beyond = text[MOST_CHARACTERS:].strip()
    return Split(tuple(questions), (*left_out, *closing, *([beyond] if beyond else ())))


def _until_closing(lines: list[str]) -> tuple[list[str], list[str]]:
    for at, line in enumerate(lines):
        if line.rstrip() == "--" or _closes(line):
            return lines[:at], [rest.strip() for rest in lines[at:] if rest.strip(" -")]
    return lines, []


def _closes(line: str) -> bool:
    """A closing phrase with hardly anything behind it: `thanks for the chat, could you ...` closes nothing."""
    return _starts_with(line, "closings") and len(line.split()) <= MOST_WORDS_OF_A_CLOSING


def _blocks(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Paragraphs and points of lists as one line each, and whether it is a point."""
    block, listed, wrapped = "", False, False
    for raw in (*lines, ""):
        line = QUOTED.sub("", raw).strip()
        bullet = BULLET.match(line)
        if block and (bullet or not line or not wrapped):
            yield block, listed
            block = ""
        if bullet or not block:
            block, listed = BULLET.sub("", line), bool(bullet)
        else:
            block = f"{block} {line}"
        wrapped = len(line) >= WRAPPED_FROM and line[-1] not in "?!.:;"


def _sentences(block: str) -> Iterator[str]:
    """The sentences of a line; a full stop after a number, an initial or an abbreviation ends none."""
    start = 0
    for end in SENTENCE_END.finditer(block):
        last = block[start : end.start()].split()[-1:] or [""]
        if not _abbreviation(last[0]):
            yield block[start : end.start()].strip()
            start = end.end()
    if block[start:].strip():
        yield block[start:].strip()


def _abbreviation(word: str) -> bool:
    bare = word.rstrip(".").strip("(").lower()
    return word.endswith(".") and (bare.isdigit() or len(bare) == 1 or bare in _words()["abbreviations"])


def _without_salutation(sentence: str) -> str:
    if not _starts_with(sentence, "salutations"):
        return sentence
    _, comma, rest = sentence.partition(",")
    rest = rest.strip()
    return rest[:1].upper() + rest[1:] if comma else ""


def _starts_with(line: str, kind: str) -> bool:
    bare = line.strip().lower()
    return any(re.match(rf"{re.escape(phrase)}\b", bare) for phrase in _words()[kind])


@cache
def _words() -> dict[str, list[str]]:
    content: dict[str, list[str]] = read_yaml(Path(__file__).parent / "mail.yaml")  # type: ignore[assignment]
    return content
