"""Takes the disguise off a text: look-alike letters, digits for letters, and what was encoded.

Nothing decoded is ever judged or kept: that a question holds encoded text is reason enough to refuse it.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator

_LOOK_ALIKES = str.maketrans(
    "аеорсхуіѕԁһјкмтАЕОРСХУІЅТМНКВ’‘`´αεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡıⅼǥɢɪɴʀɑᴏᴜᴘᴇᴢꜱ",
    "aeopcxyisdhjkmtAEOPCXYISTMHKB''''aeiknoptuxABEZHIKMNOPTYXgilgginraoupezs",
)
_DIGITS_AS_LETTERS = str.maketrans("0134578$@", "oieastbsa")
_MIXED = re.compile(r"[^\W\d_][01345789$@]+(?=[^\W\d_])")
_MIXED_WORDS = 4
"""So many words with digits for letters are no names of products."""
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .*_|-]{1,3}){5,}[^\W\d_](?!\w)")
_ESCAPES = re.compile(
    r"(?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|&#x?[0-9a-f]+;){2,}|(?:%[0-9a-f]{2}){3,}|[a-z]%[0-9a-f]{2}[a-z]", re.IGNORECASE
)
_BITS = re.compile(r"\b[01]{8}(?: ?[01]{8}){2,}\b")


def plain(question: str) -> str:
    """The question without invisible characters, look-alike letters, odd spaces and quotes."""
    composed = unicodedata.normalize("NFKC", question)
    visible = "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Mn"))
    return re.sub(r"\s+", " ", visible.translate(_LOOK_ALIKES)).strip()


def with_letters_for_digits(text: str) -> str:
    """The text as meant, if several words are written with digits for letters; else the text itself."""
    return text.translate(_DIGITS_AS_LETTERS) if len(_MIXED.findall(text)) > 1 else text


def only_letters(text: str) -> str:
    """The letters alone, digits read as letters: what separators were put between is together again."""
    return re.sub(r"[\W_]", "", text.casefold().translate(_DIGITS_AS_LETTERS))


def other_readings(text: str) -> tuple[str, str]:
    """The text in rot13 and read backwards."""
    return codecs.encode(text, "rot13"), text[::-1]


def is_encoded(text: str) -> bool:
    """Whether it holds escapes, spaced letters, bits, or a run of characters that decodes to readable text."""
    if _ESCAPES.search(text) or _SPACED.search(text) or _BITS.search(text):
        return True
    return len(_MIXED.findall(text)) >= _MIXED_WORDS or any(map(_is_text, _decoded(text)))


def _decoded(text: str) -> Iterator[bytes]:
    for shape, decode in _ENCODINGS:
        for match in shape.finditer(text):
            try:
                yield decode(match.group())
            except (binascii.Error, ValueError):
                continue


def _is_text(decoded: bytes) -> bool:
    """Whether readable: printable, and more than half of it letters or spaces."""
    read = decoded.decode("utf-8", "replace")
    return read.isprintable() and sum(c.isalpha() or c == " " for c in read) * 2 > len(read) > _SHORTEST


_SHORTEST = 3


def _base64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def _base32(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


def _hexadecimal(text: str) -> bytes:
    return bytes.fromhex(re.sub("[^0-9a-fA-F]", "", text.removeprefix("0x")))


def _codes(text: str) -> bytes:
    return bytes(map(int, re.findall(r"\d+", text)))


_ENCODINGS: tuple[tuple[re.Pattern[str], Callable[[str], bytes]], ...] = (
    (
        re.compile(
            r"(?<![\w/+])(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])(?=[\w/+]*[\d=])(?:[A-Za-z0-9+/]{16,}|[A-Za-z0-9+/]{10,}=)={0,2}"
        ),
        _base64,
    ),
    (re.compile(r"\b(?=[A-Z]*[2-7])[A-Z2-7]{16,}={0,6}"), _base32),
    (re.compile(r"\b(?:0x)?[0-9a-f]{2}(?:[ :,-]?[0-9a-f]{2}){5,}\b", re.IGNORECASE), _hexadecimal),
    (re.compile(r"\b\d{2,3}(?:[ ,;-]+\d{2,3}){5,}\b"), _codes),
)
