"""The brief as a PDF: A4, one question after the other, page numbers and the data build on every page."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import matplotlib
from fpdf import FPDF
from fpdf.enums import TextEmphasis, XPos, YPos
from fpdf.fonts import FontFace

from assistant.brief.document import Document, Fact, Section, Table
from assistant.brief.drawing import drawn, png, size

MARGIN, LINE = 18.0, 5.2  # millimetres
INK, MUTED, ACCENT, RULE = (29, 36, 48), (91, 100, 115), (45, 95, 186), (227, 231, 238)
WHITE = (255, 255, 255)
INCH = 25.4
HEAD, ROW = 62.0, 5.8  # millimetres of a question's texts and of one row of its table
MOST_ROWS, MOST_ROWS_BESIDE_A_CHART, MOST_COLUMNS = 40, 12, 8
FONT = "DejaVu"


def pdf(document: Document) -> bytes:
    """The file."""
    page = _Page(document)
    page.add_page()
    page.cover()
    for section in document.sections:
        page.section(section)
    page.listed(document.words("page.unanswered"), document.unanswered)
    page.listed(document.words("page.method"), document.method)
    return bytes(page.output())


class _Page(FPDF):
    """A4 with our fonts, colours and footer."""

    def __init__(self, document: Document) -> None:
        super().__init__(format="A4")
        self.document = document
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_title(document.title)
        self.set_lang("de-DE" if document.language == "de" else "en-GB")
        self.set_creation_date(datetime.now(UTC))
        fonts = (
            Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        )  # the one set of free fonts that comes with a library
        self.add_font(FONT, "", fonts / "DejaVuSans.ttf")
        self.add_font(FONT, "B", fonts / "DejaVuSans-Bold.ttf")

    def footer(self) -> None:
        """Data build and page number."""
        self.set_y(-14)
        self._face(8, MUTED)
        number = self.document.words("page.of", page=self.page_no(), pages="{nb}")
        self.cell(0, 5, self.document.footer)
        self.set_x(MARGIN)
        self.cell(0, 5, number, align="R")

    def cover(self) -> None:
        """Title, facts, and every answer in one sentence."""
        self.set_fill_color(*ACCENT)
        self.rect(0, 0, self.w, 4, style="F")
        self.set_fill_color(*WHITE)
        self.set_y(26)
        self._text(self.document.title, 22, INK, "B", leading=9.5)
        self.ln(4)
        for name, text in self.document.facts:
            self._face(9, MUTED)
            self.cell(34, LINE + 0.6, name)
            self._face(9, INK)
            self.multi_cell(0, LINE + 0.6, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if len(self.document.sections) > 1:
            self._heading(self.document.words("page.summary"))
            for section in self.document.sections:
                self._face(10, ACCENT, "B")
                self.cell(9, LINE + 0.6, f"{section.number}")
                self._face(10, INK)
                self.multi_cell(0, LINE + 0.6, section.sentence, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
                self.ln(1.6)

    def section(self, section: Section) -> None:
        """Question, sentence, comment, chart, table and notes; on a new page where they would not all fit."""
        chart = section.chart if section.chart and drawn(section.chart) else None
        tall = size(chart)[1] * INCH * self.epw / (size(chart)[0] * INCH) if chart else 0
        most = MOST_ROWS_BESIDE_A_CHART if chart else MOST_ROWS
        needed = HEAD + min(tall, 150) + ROW * min(len(section.table.rows), most)
        if self.get_y() + min(needed, self.h - 22 - MARGIN) > self.h - 22 and self.get_y() > MARGIN:
            self.add_page()
        self._heading(f"{section.number}. {section.question}")
        if section.figure:
            self._text(section.figure, 20, ACCENT, "B", leading=9)
            self._text(section.change, 9.5, MUTED)
            self.ln(1.5)
        self._text(section.sentence, 11, INK, leading=5.8)
        self._comment(section.comment)
        if chart:
            self.ln(2)
            tall = min(tall, self.h - 22 - MARGIN - 40)
            self.image(
                BytesIO(png(chart, self.document.told)),
                w=self.epw,
                h=tall,
                keep_aspect_ratio=True,
                alt_text=chart["title"],
            )
        if len(section.table.rows) > 1 or len(section.table.head) > 1:
            self._rows(section.table, most)
        self.ln(2)
        for name, text in section.notes:
            self._text(f"{name}: {text}", 8, MUTED, leading=4.2)

    def listed(self, title: str, facts: tuple[Fact, ...]) -> None:
        """A heading and named paragraphs."""
        if not facts:
            return
        self._heading(title)
        for name, text in facts:
            self._text(name, 9.5, INK, "B")
            self._text(text, 9, INK, leading=4.8)
            self.ln(1.8)

    def _heading(self, text: str) -> None:
        if self.get_y() > self.h - 60:
            self.add_page()
        self.ln(7)
        self.set_draw_color(*RULE)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.ln(4)
        self._text(text, 13, INK, "B", leading=6.4)
        self.ln(1.5)

    def _comment(self, comment: str) -> None:
        if comment:
            self.ln(1.5)
            top = self.get_y()
            self.set_x(MARGIN + 4)
            self._face(10, INK)
            self.multi_cell(self.epw - 4, LINE, comment, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            if self.get_y() > top:
                self.set_draw_color(*ACCENT)
                self.line(MARGIN + 1, top, MARGIN + 1, self.get_y())

    def _rows(self, table: Table, most: int) -> None:
        self.ln(3)
        self._face(8, INK)
        self.set_draw_color(*RULE)
        shown, columns = table.rows[:most], slice(0, MOST_COLUMNS)
        sides = tuple("RIGHT" if numeric else "LEFT" for numeric in table.numeric[columns])
        heads = FontFace(emphasis=TextEmphasis.B, color=MUTED, fill_color=WHITE)
        with self.table(
            text_align=sides, borders_layout="HORIZONTAL_LINES", line_height=4.6, headings_style=heads, padding=0.6,
        ) as grid:  # fmt: skip
            grid.row(table.head[columns])
            for row in shown:
                grid.row([cell.text for cell in row[columns]])
        if len(table.rows) > len(shown):
            rest = self.document.told.number(len(table.rows) - len(shown))
            self._text(self.document.words("page.more_rows", n=rest), 8, MUTED)

    def _text(
        self, text: str, points: float, colour: tuple[int, int, int], style: str = "", leading: float = LINE
    ) -> None:
        self._face(points, colour, style)
        self.multi_cell(0, leading, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _face(self, points: float, colour: tuple[int, int, int], style: str = "") -> None:
        self.set_font(FONT, style, points)
        self.set_text_color(*colour)
