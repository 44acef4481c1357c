"""What is looked for first spares most texts the search, and no text that holds personal data."""

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guardrails import personal_data
from guardrails.pattern import Pattern
from guardrails.personal_data import Span

NUMBERS = st.from_regex(r"\+?[\d(](?:[ /()-]{0,2}\d){6,9}", fullmatch=True, alphabet="123456789٣0 /()-+")
FIRST_NAMES = st.sampled_from(sorted(personal_data._first_names()))
SHAPES = [shape for _, _, shape in personal_data._SHAPES]
PIECES = st.one_of(
    NUMBERS,
    st.from_regex(re.compile("|".join(SHAPES), re.IGNORECASE)).map(lambda text: text[:80]),
    st.builds("{}{}{}".format, st.sampled_from(["a.b", "Ä-ö", "x+1"]), st.sampled_from(["@", " @ ", "(at)", "[ÄT]"]),
              st.sampled_from(["example.org", "b-c (dot) de", "x [punkt] de"])),
    st.builds("{}{}{}".format, st.sampled_from(["Rosenstraße", "Am Alten Weg", "LINDENSTR.", "7 Willow", "flat"]),
              st.sampled_from([" ", "  ", "\t", "\xa0", "\u2009"]), st.sampled_from(["12a", "5", "Close", "St"])),
    st.builds("{} {}{}{} {}".format, st.sampled_from(["Wo", "where", "HOW OFTEN", "Frau", "mr.", "if", "of"]),
              st.sampled_from(["war", "does", "is", "wohnt", ""]), st.sampled_from([" ", "\n", "\x1f"]), FIRST_NAMES,
              st.sampled_from(["Beispiel", "von der Heide", "o’neill gestern", "live", "Mustermann"])),
    FIRST_NAMES,
    st.sampled_from(["ſ", "İ", "ı", "K", "é", "_", "'", '"', "2026-05-01", "select", "GROUP BY", "Besuche"]),
    st.text(max_size=8),
)  # fmt: skip
TEXTS = st.builds(str.join, st.sampled_from(["", " ", ", ", "\n"]), st.lists(PIECES, min_size=1, max_size=6))


def found(text: str) -> tuple[Span, ...]:
    return personal_data._in_text.__wrapped__(text)


@given(TEXTS)
@settings(max_examples=400, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_all_is_found_that_a_search_for_everything_finds(text: str) -> None:
    quickly = found(text)
    shapes = tuple((kind, re.compile(""), shape) for kind, _, shape in personal_data._compiled_shapes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pattern, "_may_match", lambda *_: True)
        patch.setattr(personal_data, "_compiled_shapes", lambda: shapes)
        patch.setattr(personal_data, "_MANY_DIGITS", re.compile(""))
        patch.setattr(personal_data, "_may_hold_a_first_name", lambda _: True)
        assert quickly == found(text)


@pytest.mark.parametrize("at", range(len(SHAPES)))
@given(st.data())
@settings(max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_what_is_looked_for_first_is_in_every_match(at: int, data: st.DataObject) -> None:
    _, held, shape = personal_data._compiled_shapes()[at]
    regex = shape.regex if isinstance(shape, Pattern) else shape
    text = data.draw(st.from_regex(regex))
    assert held.search(text) or not regex.search(text)


@pytest.mark.parametrize("text", ["2026-05-01 to 2026-05-31", "Besuche um 17 Uhr", "SELECT SUM(visits) LIMIT 20"])
def test_ordinary_texts_are_spared(text: str) -> None:
    assert not personal_data._MANY_DIGITS.search(text)
    assert not any(held.pattern and held.search(text) for _, held, _ in personal_data._compiled_shapes())
