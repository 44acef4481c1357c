"""The brief as a workbook: an overview, one sheet a question with figures that calculate, and the method."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from assistant.brief.document import Chart, Document, Section, Table
from assistant.brief.drawing import drawn, png
from assistant.palette import COLOURS

TABLE_FROM = 5  # the row, from 0, where a question's table begins
WIDEST = 42
KINDS = {"line": "line", "bar": "column", "grouped_bar": "column"}


def xlsx(document: Document) -> bytes:
    """The file. Texts are never formulas, whatever they begin with."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": document.title})
        sheets = _Sheets(document, book)
        sheets.overview()
        for section in document.sections:
            sheets.section(section)
        sheets.method()
    return out.getvalue()


class _Sheets:
    def __init__(self, document: Document, book: Workbook) -> None:
        self.document, self.book, self.words = document, book, document.words
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.muted = book.add_format({"font_color": "#5b6473", "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.broken = book.add_format({"num_format": "#,##0.0"})

    def overview(self) -> None:
        sheet = self._sheet(self.words("page.summary"), (24, 100))
        sheet.write_string(0, 0, self.document.title, self.title)
        row = self._facts(sheet, 2, self.document.facts) + 1
        for section in self.document.sections:
            sheet.write_url(row, 0, f"internal:'{section.number}'!A1", self.bold, str(section.number))
            sheet.write_string(row, 1, section.sentence, self.wrapped)
            row += 1
        if self.document.unanswered:
            sheet.write_string(row + 1, 0, self.words("page.unanswered"), self.bold)
            self._facts(sheet, row + 2, self.document.unanswered)

    def section(self, section: Section) -> None:
        sheet = self.book.add_worksheet(str(section.number))
        sheet.hide_gridlines(2)
        for row, (text, style) in enumerate(
            ((section.question, self.title), (section.sentence, self.bold), (section.comment, None))
        ):
            sheet.write_string(row, 0, text, style)
        self._table(sheet, section.table)
        end = TABLE_FROM + len(section.table.rows) + 2
        for at, (name, text) in enumerate(section.notes):
            sheet.write_string(end + at, 0, f"{name}: {text}", self.book.add_format({"font_color": "#5b6473"}))
        if section.chart is not None and drawn(section.chart):
            self._chart(sheet, section, section.chart)

    def method(self) -> None:
        sheet = self._sheet(self.words("page.method"), (28, 110))
        sheet.write_string(0, 0, self.words("page.method"), self.title)
        self._facts(sheet, 2, self.document.method)

    def _sheet(self, name: str, widths: tuple[int, int]) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def _facts(self, sheet: Any, row: int, facts: tuple[tuple[str, str], ...]) -> int:
        for name, text in facts:
            sheet.write_string(row, 0, name, self.muted)
            sheet.write_string(row, 1, text, self.wrapped)
            row += 1
        return row

    def _table(self, sheet: Any, table: Table) -> None:
        for column, head in enumerate(table.head):
            sheet.write_string(TABLE_FROM, column, f"{head} (%)" if table.percent[column] else head, self.head)
            longest = max([len(head), *(len(row[column].text) for row in table.rows[:500])])
            sheet.set_column(column, column, min(longest + 3, WIDEST))
        for down, row in enumerate(table.rows, start=TABLE_FROM + 1):
            for column, cell in enumerate(row):
                if table.numeric[column] and cell.number is not None:
                    whole = float(cell.number).is_integer()
                    sheet.write_number(down, column, cell.number, self.whole if whole else self.broken)
                else:
                    sheet.write_string(down, column, cell.text)
        if table.rows:
            sheet.autofilter(TABLE_FROM, 0, TABLE_FROM + len(table.rows), len(table.head) - 1)

    def _chart(self, sheet: Any, section: Section, chart: Chart) -> None:
        table = section.table
        beside = (TABLE_FROM, len(table.head) + 1)
        names = [at for at, numeric in enumerate(table.numeric) if not numeric]
        if chart["kind"] in KINDS and len(chart["series"]) == 1 and len(names) == 1 and table.rows:
            sheet.insert_chart(*beside, self._native(section, chart, names[0]), {"object_position": 3})
        else:
            picture = {
                "image_data": BytesIO(png(chart, self.document.told)),
                "description": chart["title"],
                "object_position": 3,
            }
            sheet.insert_image(*beside, f"{section.number}.png", picture)

    def _native(self, section: Section, chart: Chart, name: int) -> Any:
        """A chart over the sheet's own cells, so that it follows what is sorted or changed there."""
        flat = chart["horizontal"] and chart["kind"] != "line"
        drawing = self.book.add_chart({"type": "bar" if flat else KINDS[chart["kind"]]})
        figure = next(at for at, numeric in enumerate(section.table.numeric) if numeric)
        sheet, first, last = str(section.number), TABLE_FROM + 1, TABLE_FROM + len(section.table.rows)
        look = {"line": {"color": COLOURS[0]}} if chart["kind"] == "line" else {"fill": {"color": COLOURS[0]}}
        drawing.add_series(
            {"categories": [sheet, first, name, last, name], "values": [sheet, first, figure, last, figure], **look}
        )
        drawing.set_legend({"none": True})
        drawing.set_title({"name": chart["title"], "name_font": {"size": 11}})
        drawing.set_size({"width": 720, "height": max(320, 24 * len(chart["x"]) if flat else 320)})
        if flat:
            drawing.set_y_axis({"reverse": True})
        return drawing
