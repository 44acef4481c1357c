import csv
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, AnswerColumn
from assistant.download import FORMULA, as_csv, as_xlsx, file_name

COLUMNS = (
    AnswerColumn(name="place", type="VARCHAR"),
    AnswerColumn(name="date", type="DATE"),
    AnswerColumn(name="visits", type="BIGINT", unit="Besuche"),
    AnswerColumn(name="share_pct", type="DOUBLE", unit="%"),
)
ANSWER = Answer(
    status="answered", language="de", question="Frage?", message="Antwort.", columns=COLUMNS, audit_id="A000007",
    rows=(("Zeil", date(2026, 6, 1), 12345, 41.25), ("=HYPERLINK(1)", date(2026, 6, 2), None, -2.5)),
)  # fmt: skip


def lines(answer: Answer, delimiter: str) -> list[list[str]]:
    return list(csv.reader(StringIO(as_csv(answer).decode("utf-8-sig")), delimiter=delimiter))


def test_german_csv_has_semicolons_decimal_commas_and_words_for_gaps() -> None:
    head, first, second = lines(ANSWER, ";")
    assert head[3].endswith("(%)") and first == ["Zeil", "1. Juni 2026", "12345", "41,25"]
    assert second == ["'=HYPERLINK(1)", "2. Juni 2026", "nicht ausgewiesen", "-2,5"]


def test_english_csv_has_commas_and_points() -> None:
    english = ANSWER.model_copy(update={"language": "en"})
    assert lines(english, ",")[1] == ["Zeil", "1 June 2026", "12345", "41.25"]


@given(st.text(min_size=1, max_size=40).filter(lambda text: "\0" not in text))
def test_no_text_becomes_a_formula(text: str) -> None:
    answer = ANSWER.model_copy(update={"rows": ((text, date(2026, 6, 1), 1, 1.0),)})
    written = as_csv(answer).decode("utf-8-sig").split("\r\n", 1)[1]
    cell = next(csv.reader(StringIO(written, newline=""), delimiter=";"))[0]
    assert not cell.startswith(FORMULA) and cell.removeprefix("'") == text.removeprefix("'")


def test_a_workbook_holds_numbers_no_formula_and_the_method() -> None:
    book = ZipFile(BytesIO(as_xlsx(ANSWER, "So geschützt.")))
    sheet, texts = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "<v>12345</v>" in sheet and "<f>" not in sheet and "=HYPERLINK(1)" in texts
    assert all(told in texts for told in ("Frage?", "So geschützt.", "A000007", "nicht ausgewiesen"))


def test_a_file_is_named_after_its_record() -> None:
    assert file_name(ANSWER, "csv") == "footfall-A000007.csv"
