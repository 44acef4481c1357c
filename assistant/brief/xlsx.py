"""The brief as a workbook: an overview, one sheet a question with figures that calculate, and the method."""

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from assistant.brief.document import Chart, Document, Section, Table
from assistant.brief.drawing import drawn, png
from assistant.palette import COLOURS

TABLE_FROM = 5  # the row, from 0, where a question's table begins
WIDEST = 42
BESIDE, COLUMN = 7, 8  # columns beside the table that a text may take, and letters in each
A4, LINE, LETTERS_A_LINE = 9, 15.0, 95  # the paper's number, points, letters in the column of texts
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
        self.lead = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
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
            self._paragraph(sheet, row, section.sentence)
            row += 1
        if self.document.unanswered:
            sheet.write_string(row + 1, 0, self.words("page.unanswered"), self.bold)
            self._facts(sheet, row + 2, self.document.unanswered)

    def section(self, section: Section) -> None:
        sheet = self._plain(str(section.number))
        sheet.write_string(0, 0, section.question, self.title)
        letters = self._table(sheet, section.table) + BESIDE * COLUMN
        for row, (text, style) in enumerate(((section.sentence, self.lead), (section.comment, self.wrapped)), start=1):
            self._spread(sheet, row, len(section.table.head) + BESIDE - 1, text, style, letters)
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
        sheet = self._plain(name[:31])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def _plain(self, name: str) -> Any:
        """A sheet without a grid, printed as wide as the page."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _paragraph(self, sheet: Any, row: int, text: str) -> None:
        """A text over as many lines as it takes: not every program makes rows as high as their text."""
        lines = -(-len(text) // LETTERS_A_LINE) or 1
        sheet.set_row(row, LINE * lines)
        sheet.write_string(row, 1, text, self.wrapped)

    def _spread(self, sheet: Any, row: int, last: int, text: str, style: Any, letters: int) -> None:
        """A text over the columns up to `last`, which hold so many letters a line."""
        if text:
            sheet.set_row(row, LINE * (1 + len(text) * 12 // (10 * letters)))
            sheet.merge_range(row, 0, row, last, "", style)
            sheet.write_string(row, 0, text, style)

    def _facts(self, sheet: Any, row: int, facts: tuple[tuple[str, str], ...]) -> int:
        for name, text in facts:
            sheet.write_string(row, 0, name, self.muted)
            self._paragraph(sheet, row, text)
            row += 1
        return row

    def _table(self, sheet: Any, table: Table) -> int:
        """The rows from TABLE_FROM on; gives how many letters wide they are."""
        wide = 0
        for column, head in enumerate(table.head):
            sheet.write_string(TABLE_FROM, column, f"{head} (%)" if table.percent[column] else head, self.head)
            longest = max([len(head), *(len(row[column].text) for row in table.rows[:500])])
            wide += min(longest + 3, WIDEST)
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
        return wide

    def _chart(self, sheet: Any, section: Section, chart: Chart) -> None:
        table = section.table
        beside = (TABLE_FROM, len(table.head) + 1)
        names = [at for at, numeric in enumerate(table.numeric) if not numeric]
        figure = _charted(chart, table) if chart["kind"] in KINDS and len(names) == 1 else None
        if figure is not None:
            sheet.insert_chart(*beside, self._native(section, chart, names[0], figure), {"object_position": 3})
        else:
            picture = {
                "image_data": BytesIO(png(chart, self.document.told)),
                "description": chart["title"],
                "object_position": 3,
            }
            sheet.insert_image(*beside, f"{section.number}.png", picture)

    def _native(self, section: Section, chart: Chart, name: int, figure: int) -> Any:
        """A chart over the sheet's own cells, so that it follows what is sorted or changed there."""
        flat = chart["horizontal"] and chart["kind"] != "line"
        drawing = self.book.add_chart({"type": "bar" if flat else KINDS[chart["kind"]]})
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
            drawing.set_x_axis({"label_position": "high", "min": 0, "major_gridlines": {"visible": False}})
        return drawing


def _charted(chart: Chart, table: Table) -> int | None:
    """The column of the figures that the chart shows; None where it shows several, or others than the table."""
    shown = [series["y"] for series in chart["series"]]
    columns = [[row[at].number for row in table.rows] for at in range(len(table.head))]
    same = [at for at, column in enumerate(columns) if len(shown) == 1 and column == list(shown[0])]
    return same[0] if same and table.numeric[same[0]] else None
