"""An answer as a file: CSV and XLSX with the numbers of its language, gaps as words, and no cell that calculates."""

import csv
from io import BytesIO, StringIO
from typing import Any

from assistant import present
from assistant.answer import Answer, AnswerColumn
from assistant.wording import Value, Wording, wording

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""
WIDEST = 40


def as_csv(answer: Answer) -> bytes:
    """The table: in German with semicolons and decimal commas, in English with commas and points; UTF-8 with BOM."""
    words, out = wording(answer.language), StringIO()
    lines = csv.writer(out, delimiter=";" if answer.language == "de" else ",", lineterminator="\r\n")
    lines.writerow([_text(_head(column, words)) for column in answer.columns])
    for row in answer.rows:
        lines.writerow([_plain(value, column, words) for value, column in zip(row, answer.columns, strict=True)])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Value, column: AnswerColumn, words: Wording) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and column.name != "hour":
        figure = str(round(value, 4))
        return figure.replace(".", ",") if words.language == "de" else figure
    return _text(present.cell(value, column, words))


def _text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _head(column: AnswerColumn, words: Wording) -> str:
    label = present.header(column, words)
    return f"{label} (%)" if column.unit == "%" else label


def as_xlsx(answer: Answer, note: str) -> bytes:
    """A sheet with the table, numbers as numbers, and one with the question, how it was read, and the method."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 (only for a file)

    out, words = BytesIO(), wording(answer.language)
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": answer.question})
        _table(book, book.add_worksheet(words("file.table")), answer, words)
        _method(book, book.add_worksheet(words("file.method")), answer, note, words)
    return out.getvalue()


def _table(book: Any, sheet: Any, answer: Answer, words: Wording) -> None:
    head = book.add_format({"bold": True, "bottom": 1})
    whole, broken = (book.add_format({"num_format": form}) for form in ("#,##0", "#,##0.0"))
    for at, column in enumerate(answer.columns):
        sheet.write_string(0, at, _head(column, words), head)
        texts = [present.cell(row[at], column, words) for row in answer.rows[:500]]
        sheet.set_column(at, at, min(max(map(len, [_head(column, words), *texts])) + 3, WIDEST))
        for down, row in enumerate(answer.rows, start=1):
            value = row[at]
            if isinstance(value, int | float) and not isinstance(value, bool) and column.name != "hour":
                sheet.write_number(down, at, value, whole if float(value).is_integer() else broken)
            else:
                sheet.write_string(down, at, present.cell(value, column, words))
    sheet.freeze_panes(1, 0)


def _method(book: Any, sheet: Any, answer: Answer, note: str, words: Wording) -> None:
    muted = book.add_format({"font_color": "#5b6473", "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    told = [(words("file.question"), answer.question), (words("file.answer"), answer.message)]
    for down, (name, text) in enumerate([*told, *present.how(answer, note)]):
        sheet.write_string(down, 0, name, muted)
        sheet.write_string(down, 1, text, wrapped)


def file_name(answer: Answer, ending: str) -> str:
    """`footfall-A000012.csv`: by the audit id, so that a file can be traced."""
    return f"footfall-{answer.audit_id or answer.status}.{ending}"
