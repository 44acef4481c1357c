from datetime import date
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, AnswerColumn, AnswerFinding
from assistant.ui import card
from assistant.ui.wording import wording
from tests.assistant.ui.charts import LINE, NUMBER

COLUMNS = (AnswerColumn(name="date", type="DATE"), AnswerColumn(name="visits", type="BIGINT", unit="Besuche"))
ANSWER = Answer(
    status="answered", language="de", message="Die Lindenallee hatte 12.345 Besuche.", columns=COLUMNS,
    rows=((date(2026, 6, 1), 12345), (date(2026, 6, 2), None)), interpretation="Besuche, Lindenallee, Juni 2026",
    sql="SELECT 1", sql_run="SELECT 2", threshold=30, coverage=0.974, hidden_groups=2, audit_id="a-17",
    timings_ms={"total": 12.4},
)  # fmt: skip
DE = wording("de")


class Tags(HTMLParser):
    """All tags and attributes of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def whole(answer: Answer, protection: str = "") -> str:
    return (
        card.lead(answer, DE)
        + card.caption(answer, DE)
        + card.table(answer, DE)
        + card.computed(answer, DE, protection)
    )


def test_the_key_figure_comes_before_the_sentence() -> None:
    html = card.lead(ANSWER.model_copy(update={"chart": NUMBER}), DE)
    assert html.index("1.200") < html.index("12.345 Besuche")


def test_the_table_writes_german_numbers_and_says_what_is_not_shown() -> None:
    html = card.table(ANSWER, DE)
    assert "12.345" in html and "1. Juni 2026" in html and "Besuche" in html
    assert html.count("ff-absent") == 1 and ">0<" not in html


def test_a_table_of_one_row_is_folded_and_a_longer_one_open() -> None:
    assert " open>" in card.table(ANSWER, DE)
    assert " open>" not in card.table(ANSWER.model_copy(update={"rows": ANSWER.rows[:1]}), DE)


def test_no_rows_say_none_or_too_few() -> None:
    assert "zu wenige" in card.table(ANSWER.model_copy(update={"rows": ()}), DE)


def test_the_computed_panel_holds_everything_needed_to_check_the_answer() -> None:
    html = card.computed(ANSWER, DE, "So geschützt.")
    for part in ("Besuche, Lindenallee, Juni 2026", "97", "2 Gruppen", "So geschützt.", "SELECT 1", "SELECT 2", "a-17"):
        assert part in html


def test_a_refusal_names_its_rule_and_what_may_be_asked() -> None:
    refused = Answer(
        status="refused", language="de", findings=(AnswerFinding(id="Q001", message="Keine Personen."),),
        suggestions=("Wie viele Besuche hatte die Lindenallee?",),
    )  # fmt: skip
    html = card.lead(refused, DE)
    assert "Q001" in html and "Keine Personen." in html and "stattdessen" in html


@given(st.text(max_size=80).map(lambda text: f'<img src=x onerror="alert(1)">{text}</details><script>'))
def test_no_text_becomes_markup(text: str) -> None:
    answer = Answer(
        status="answered", language="de", message=text, interpretation=text, sql=text, sql_run=text, audit_id=text,
        columns=(AnswerColumn(name=text, type="VARCHAR", unit=text),), rows=((text,), (text,)),
        findings=(AnswerFinding(id=text, message=text),), chart={**NUMBER, "title": text, "text": text, "unit": text},
    )  # fmt: skip
    gaps = answer.model_copy(update={"chart": {**LINE, "gap": text}, "status": "refused", "message": text})
    found = Tags(whole(answer, text) + whole(gaps, text))
    assert found.tags <= {
        "div", "p", "h3", "ul", "li", "span", "br", "details", "summary", "table", "thead", "tbody", "tr", "th", "td",
        "dl", "dt", "dd", "pre", "code",
    }  # fmt: skip
    assert found.attributes <= {"class", "role", "open", "tabindex", "scope"}
