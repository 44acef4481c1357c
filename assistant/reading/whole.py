"""Shares within a group: `the share of women among the under 25s` is a share of the under 25s, not of everybody."""

from assistant.reading.facts import Facts
from assistant.reading.phrase import Span
from assistant.reading.text import fold

_BANDS = {"ages": "age_band", "dwell": "dwell_band", "frequencies": "frequency_band"}


def fields_of_whole(facts: Facts) -> set[str]:
    """The fields of the groups a share is of, where another group is the part."""
    groups = [span for span in facts.spans if _field(span)]
    among = {span.last for span in facts.said("share", "among")}
    whole = {_field(span) for span in groups if span.first in among}
    whole |= {_field(a) for a in groups for b in groups if _is_told_of(facts, a, b)}
    return whole if any(_field(span) not in whole for span in groups) else set()


def fields_of_part(facts: Facts) -> set[str]:
    """The fields said to be the part: `what percentage of evening visits fall on Saturdays` asks for the Saturdays."""
    marks = facts.said("share", "part_is")
    behind = [span for span in facts.spans if marks and span.first >= marks[0].last]
    return {condition(span) for span in behind} - {""}


def condition(span: Span) -> str:
    """The field of the filter a span says, '' if it says none."""
    if span.section in ("filters", "days", "hours"):
        return {"days": "weekday", "hours": "hour"}.get(span.section) or span.key.partition("=")[0]
    return _BANDS.get(span.section, "")


def _field(span: Span) -> str:
    if span.section == "filters":
        name = span.key.partition("=")[0]
        return name if name in ("gender", "age_band", "frequency_band") else ""
    return _BANDS.get(span.section, "")


def _is_told_of(facts: Facts, first: Span, second: Span) -> bool:
    """`what percentage of women are under 35`: a group, a form of `to be`, another group."""
    between = facts.phrase.tokens[first.last : second.first]
    copulas = {fold(word) for word in facts.lex.vocabulary.copulas}
    return _field(first) != _field(second) and any(token.norm in copulas for token in between)
