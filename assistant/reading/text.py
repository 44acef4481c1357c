"""Normalisation and tokens: one spelling for every way to write a word, numbers and dates as single tokens."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SHORT = 4
_TOKEN = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<date>\d{1,2}\.\s?\d{1,2}\.(?:\s?20\d{2}|\d{2}(?!\d))?|\d{1,2}\.(?:0[1-9]|1[0-2])(?![\d.])"
    r"|\d{1,2}/\d{1,2}/20\d{2})"
    r"|(?<![^\W\d_])(?<!q )(?<!kw )(?<!wk )(?P<month>20\d{2}[-/](?:0[1-9]|1[0-2])(?![\d/-])"
    r"|(?:0?[1-9]|1[0-2])[/.]20\d{2}(?!\d))"
    r"|(?P<clock>\d{1,2}:[0-5]\d|\d{1,2}\.[0-5]\d(?=\s?uhr\b))"
    r"|(?P<number>\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+[.,]\d+(?=\s?(?:k|m|mio|million|millionen|tsd)\b)|\d+)"
    r"(?P<scale>k\b|m\b|\s?(?:tsd|tausend|thousand|mio|millionen|million)\b|(?:st|nd|rd|th)\b)?"
    r"|(?P<arrow>->|→|=>)"
    r"|(?P<week>w/[ce]\b)"
    r"|(?P<word>[^\W\d_]+(?:['’`´][^\W\d_]+)*)"
    r"|(?P<mark>[-–—/+&%<>≥≤])",
    re.IGNORECASE,
)
_APOSTROPHE = re.compile(r"['’`´]")
_UMLAUT = re.compile(r"(?<![eqa])ue|ae|oe")
_SCALES = dict.fromkeys(("k", "tsd", "tausend", "thousand"), 1_000)
_SCALES |= dict.fromkeys(("m", "mio", "million", "millionen"), 1_000_000)


@dataclass(frozen=True)
class Token:
    """A word as matched (`norm`) and where it stands in the question (`start`, `end`)."""

    norm: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """One spelling: lower case, no accents; Moenckeberg, Mönckeberg and Monckeberg are the same, Mö and Mo are not."""
    plain = word.lower() if word.isascii() else _without_accents(word)
    plain = _APOSTROPHE.sub("", plain)
    return plain if len(plain) <= _SHORT else _UMLAUT.sub(_first_letter, plain)


def _without_accents(word: str) -> str:
    plain = unicodedata.normalize("NFC", word).lower().translate(_TRANSLITERATED)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def _first_letter(match: re.Match[str]) -> str:
    return match[0][0]


def tokenise(text: str) -> list[Token]:
    """The words, numbers, dates and meaningful marks of a question, in order; other punctuation is left out."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        tokens.extend(Token(norm, *match.span()) for norm in _norms(match))
    return tokens


def words(text: str) -> list[str]:
    """The folded tokens of a name or a phrase."""
    return list(_words(text))


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenise(text) if token.norm[0].isalnum())


def _norms(match: re.Match[str]) -> list[str]:
    kind, text = match.lastgroup, match[0]
    if kind == "iso":
        return ["@" + text]
    if kind == "date":
        return [_date(text)]
    if kind == "month":
        return [_month(text)]
    if kind == "clock":
        hour, minute = re.split(r"[:.]", text)
        return [str(int(hour)), "h"] if minute == "00" else [text]
    if match["number"]:
        return [_number(match["number"], (match["scale"] or "").lower().strip())]
    if kind == "arrow":
        return ["->"]
    if kind == "week":
        return ["wc" if text[-1] in "cC" else "weekending"]
    return ["-" if text in "–—" else fold(text)]


def _date(text: str) -> str:
    day, month, *year = [part for part in re.split(r"[./\s]+", text) if part]
    full = year[0] if year and len(year[0]) == 4 else f"20{year[0]}" if year else "...."
    return f"@{full}-{int(month):02d}-{int(day):02d}"


def _month(text: str) -> str:
    first, second = re.split(r"[-/.]", text)
    year, month = (first, second) if len(first) == 4 else (second, first)
    return f"~{year}-{int(month):02d}"


def _number(text: str, scale: str) -> str:
    if scale in _SCALES and not re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return str(round(float(text.replace(",", ".")) * _SCALES[scale]))
    return str(int(re.sub(r"[.,]", "", text)) * _SCALES.get(scale, 1))
