"""The overview as HTML: what was asked and refused, by rule, role, client and day, and the log's state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from assistant.ui.desk.words import DeskWords
from guardrails.audit import Broken, Verified, audit_id
from guardrails.audit.summary import Share, Summary

MOST_BARS = 8
_WIDTH, _HEIGHT, _GAP = 600, 90, 1


@dataclass(frozen=True)
class Checked:
    """What verifying the log came to, and when (UTC, ISO 8601)."""

    outcome: Verified | Broken
    time: str


def overview(summary: Summary, checked: Checked | None, words: DeskWords) -> str:
    """The whole overview."""
    span = words("overview.span", span=words.span(summary.since, summary.until))
    tiles = "".join(_tiles(summary, checked, words))
    if not summary.asked:
        return f'<p class="ff-caption">{span}</p><div class="fd-tiles">{tiles}</div><p>{words("overview.nothing")}</p>'
    return (
        f'<p class="ff-caption">{span}</p><div class="fd-tiles">{tiles}</div>{_days(summary, words)}'
        f'<div class="fd-columns">{_rules(summary, words)}'
        f"{_shares('by_role', ((words.of('role', name), share) for name, share in summary.roles), words)}"
        f"{_shares('by_client', _clients(summary, words), words)}</div>"
    )


def state_of_log(checked: Checked | None, words: DeskWords) -> str:
    """Whether the log is intact, as one line of HTML."""
    if checked is None:
        return f"<b>{words('overview.unchecked')}</b><span>{words('overview.check_hint')}</span>"
    outcome = checked.outcome
    if isinstance(outcome, Broken):
        said = words("overview.broken", id=audit_id(outcome.seq))
        return f'<b class="fd-bad">{said}</b><span>{escape(outcome.why[words.language])}</span>'
    count = words("overview.checked", count=words.number(outcome.count), time=words.stamp(checked.time))
    return f'<b class="fd-good">{words("overview.whole")}</b><span>{count}</span>'


def _tiles(summary: Summary, checked: Checked | None, words: DeskWords) -> Iterable[str]:
    cleared, refused = summary.outcomes.get("cleared", 0), summary.refused
    share = words("overview.refused_share", share=words.share(refused / summary.asked)) if summary.asked else ""
    yield _tile(words("overview.asked"), words.number(summary.asked), "")
    stopped = f"{words.number(summary.failed)} {words('overview.failed')}" if summary.failed else ""
    yield _tile(words("overview.answered"), words.number(cleared), stopped)
    yield _tile(words("overview.refused"), words.number(refused), share)
    yield _tile(words("overview.other"), words.number(summary.asked - cleared - refused), "")
    yield _tile(words("overview.doors"), words.number(summary.doors), words("overview.doors_hint"))
    yield _tile(words("overview.looks"), words.number(summary.looks), "")
    yield f'<div class="fd-tile fd-wide"><span>{words("overview.log")}</span>{state_of_log(checked, words)}</div>'


def _tile(label: str, figure: str, hint: str) -> str:
    more = f"<small>{escape(hint)}</small>" if hint else ""
    return f'<div class="fd-tile"><span>{escape(label)}</span><b>{figure}</b>{more}</div>'


def _days(summary: Summary, words: DeskWords) -> str:
    """Columns by day, the refused part of each darker; each tells its figures when pointed at."""
    most = max(share.asked for _, share in summary.days)
    width = _WIDTH / len(summary.days)
    columns = "".join(
        f"<g><title>{words('overview.day', day=words.day(day), asked=share.asked, refused=share.refused)}</title>"
        f"{_column('fd-asked', place * width, width, share.asked / most)}"
        f"{_column('fd-refused', place * width, width, share.refused / most)}</g>"
        for place, (day, share) in enumerate(summary.days)
    )
    first, last = (words.short_day(day) for day in (summary.since, summary.until))
    legend = (
        f'<p class="fd-legend"><i class="fd-asked"></i>{words("overview.legend_asked")}'
        f'<i class="fd-refused"></i>{words("overview.legend_refused")}</p>'
    )
    return (
        f'<section class="fd-card"><h2>{words("overview.by_day")}</h2>{legend}'
        f'<div class="fd-scale"><span>{words.number(most)}</span><svg viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' preserveAspectRatio="none" role="img" aria-label="{words("overview.by_day")}">{columns}</svg></div>'
        f'<p class="fd-ends"><span>{first}</span><span>{last}</span></p></section>'
    )


def _column(kind: str, left: float, width: float, share: float) -> str:
    height = share * _HEIGHT
    return (
        f'<rect class="{kind}" x="{left + _GAP / 2:.2f}" y="{_HEIGHT - height:.2f}" width="{max(width - _GAP, 1):.2f}"'
        f' height="{height:.2f}"></rect>'
    )


def _rules(summary: Summary, words: DeskWords) -> str:
    rows = [
        (f"<b>{escape(rule)}</b> {escape(words.rule_title(rule))}", words.number(count), count, 0)
        for rule, count in summary.rules[:MOST_BARS]
    ]
    return _bars("by_rule", rows, words) if rows else _card("by_rule", words("overview.nothing_refused"), words)


def _clients(summary: Summary, words: DeskWords) -> Iterable[tuple[str, Share]]:
    return ((name or words("overview.no_client"), share) for name, share in summary.clients)


def _shares(title: str, shares: Iterable[tuple[str, Share]], words: DeskWords) -> str:
    rows = [
        (
            escape(name),
            words("overview.shares", refused=words.number(s.refused), asked=words.number(s.asked)),
            s.asked,
            s.refused,
        )
        for name, s in list(shares)[:MOST_BARS]
    ]
    return _bars(title, rows, words)


def _bars(title: str, rows: Sequence[tuple[str, str, int, int]], words: DeskWords) -> str:
    """Ranked bars: label (HTML), figure in words, length, and how much of it was refused (0: all is one colour)."""
    most = max(length for _, _, length, _ in rows)
    items = "".join(
        f"<li><span>{label}</span><em>{escape(figure)}</em>"
        f'<div class="fd-bar"><i class="{"fd-asked" if title != "by_rule" else "fd-refused"}"'
        f' style="width:{100 * length / most:.1f}%"></i>'
        f'<i class="fd-refused" style="width:{100 * part / most:.1f}%"></i></div></li>'
        for label, figure, length, part in rows
    )
    return _card(title, f'<ul class="fd-bars">{items}</ul>', words)


def _card(title: str, content: str, words: DeskWords) -> str:
    return f'<section class="fd-card"><h2>{words(f"overview.{title}")}</h2>{content}</section>'
