"""The report as a PDF: A4, with bars and columns drawn as lines, page numbers on every page."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import matplotlib
from fpdf import FPDF
from fpdf.enums import TextEmphasis, XPos, YPos
from fpdf.fonts import FontFace

from assistant.monthly.content import Section, Table
from assistant.wording import Wording

MARGIN, LEADING = 18.0, 5.2  # millimetres
INK, SOFT, ACCENT, PALE, RULE, GROUND = (
    (29, 36, 48), (91, 100, 115), (45, 95, 186), (190, 207, 238), (227, 231, 238), (246, 247, 249),
)  # fmt: skip
FONT = "DejaVu"
_COLUMNS, _BAR = 26.0, 2.2
_WIDTHS = {2: (4, 1), 3: (2, 1, 1), 4: (4, 1, 1, 1)}


def pdf(title: str, subtitle: str, footer: str, parts: Iterable[Section], words: Wording) -> bytes:
    """The file."""
    page = _Page(title, footer, words)
    page.add_page()
    page.paragraph(title, 20, INK, "B", 9.0)
    page.paragraph(subtitle, 9, SOFT)
    for part in parts:
        page.section(part)
    return bytes(page.output())


class _Page(FPDF):
    """A4 with our fonts, colours and footer."""

    def __init__(self, title: str, footer: str, words: Wording) -> None:
        super().__init__(format="A4")
        self.words, self._footer = words, footer
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_title(title)
        self.set_lang("de-DE" if words.language == "de" else "en-GB")
        self.set_creation_date(datetime.now(UTC))
        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # free fonts that come with a library
        self.add_font(FONT, "", fonts / "DejaVuSans.ttf")
        self.add_font(FONT, "B", fonts / "DejaVuSans-Bold.ttf")

    def footer(self) -> None:
        """What it is, and the page's number."""
        self.set_y(-14)
        self._face(8, SOFT)
        self.cell(0, 5, self._footer)
        self.set_x(MARGIN)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def section(self, part: Section) -> None:
        """Heading, sentences, what can be drawn, else the table, and the note."""
        self._room(45)
        self.ln(6)
        self.paragraph(part.title, 13, INK, "B", 7.0)
        for sentence in part.sentences:
            self.paragraph(sentence, 9.5, INK)
        if part.days:
            self._days([(s.asked, s.refused) for _, s in part.days], part)
        elif part.table and part.table.sizes:
            self._bars(part.table)
        elif part.table:
            self._table(part.table)
        if part.note:
            self.ln(1)
            self.paragraph(part.note, 8, SOFT, leading=4.4)

    def paragraph(
        self, text: str, points: float, colour: tuple[int, int, int], style: str = "", leading: float = LEADING
    ) -> None:
        """A paragraph over the whole width."""
        self._face(points, colour, style)
        self.multi_cell(0, leading, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _table(self, table: Table) -> None:
        self._face(8.5, INK)
        self.set_draw_color(*RULE)
        sides = ("LEFT", *["RIGHT"] * (len(table.head) - 1))
        heads = FontFace(emphasis=TextEmphasis.B, color=SOFT, fill_color=GROUND)
        with self.table(
            text_align=sides, borders_layout="HORIZONTAL_LINES", line_height=4.8, headings_style=heads, padding=0.7,
            col_widths=_WIDTHS[len(table.head)],
        ) as grid:  # fmt: skip
            for row in (table.head, *table.rows):
                grid.row(row)

    def _bars(self, table: Table) -> None:
        """A row each: what it is, its figures, and a bar of which a part is darker."""
        most = max(whole for whole, _ in table.sizes)
        for row, (whole, part) in zip(table.rows, table.sizes, strict=True):
            self._room(11)
            figures = [f"{name} {value}" for name, value in zip(table.head[1:], row[1:], strict=True) if value]
            is_rule = len(table.head) == 3
            label, figure = (f"{row[0]}  {row[1]}", row[2]) if is_rule else (row[0], " · ".join(figures))
            self._face(8.5, SOFT)
            room = self.epw - self.get_string_width(figure) - 4
            self._face(8.5, INK)
            self.cell(room, 5, self._cut(label, room))
            self._face(8.5, SOFT)
            self.cell(0, 5, figure, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            for size, colour in ((whole, PALE), (part, ACCENT)):
                self.set_fill_color(*colour)
                self.rect(MARGIN, self.get_y(), self.epw * size / most, _BAR, style="F")
            self.ln(_BAR + 2.2)

    def _days(self, sizes: Sequence[tuple[int, int]], part: Section) -> None:
        """A column a day; the refused part is darker."""
        self.ln(1)
        most, step, foot = max(whole for whole, _ in sizes) or 1, self.epw / len(sizes), self.get_y() + _COLUMNS
        for place, (whole, refused) in enumerate(sizes):
            for size, colour in ((whole, PALE), (refused, ACCENT)):
                self.set_fill_color(*colour)
                height = _COLUMNS * size / most
                self.rect(MARGIN + place * step, foot - height, step - 0.8, height, style="F")
        self.set_draw_color(*RULE)
        self.line(MARGIN, foot, MARGIN + self.epw, foot)
        self.set_y(foot + 1)
        self._face(8, SOFT)
        self.cell(0, 5, self.words.day(part.days[0][0]))
        self.set_x(MARGIN)
        self.cell(0, 5, self.words.day(part.days[-1][0]), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _cut(self, text: str, room: float) -> str:
        if self.get_string_width(text) <= room:
            return text
        while text and self.get_string_width(f"{text}…") > room:
            text = text[:-1]
        return f"{text}…"

    def _room(self, millimetres: float) -> None:
        """A new page where so much would not fit."""
        if self.get_y() + millimetres > self.h - 22:
            self.add_page()

    def _face(self, points: float, colour: tuple[int, int, int], style: str = "") -> None:
        self.set_font(FONT, style, points)
        self.set_text_color(*colour)
