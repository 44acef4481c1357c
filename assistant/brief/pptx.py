"""The brief as slides: one question a slide, with charts that can be edited where PowerPoint has the kind."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from assistant.brief.document import Chart, Document, Section, Table
from assistant.brief.drawing import drawn, png, size
from assistant.palette import COLOURS

WIDE, HIGH, EDGE = 13.333, 7.5, 0.6  # inches
INK, MUTED, ACCENT = "1D2430", "5B6473", "2D5FBA"
MOST_ROWS, MOST_COLUMNS, MOST_POINTS, MOST_LABELLED = 11, 7, 9, 16
NATIVE = {
    "line": XL_CHART_TYPE.LINE_MARKERS,
    "bar": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "grouped_bar": XL_CHART_TYPE.COLUMN_CLUSTERED,
}
MOST_DATES, WHOLE_FROM = 6, 100
BLANK = 6  # the layout without placeholders


def pptx(document: Document) -> bytes:
    """The file."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title = document.title
    slides = _Slides(document, deck)
    slides.cover()
    slides.summary()
    for section in document.sections:
        slides.section(section)
    slides.listed(document.words("page.unanswered"), document.unanswered)
    slides.listed(document.words("page.method"), document.method)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


class _Slides:
    def __init__(self, document: Document, deck: Any) -> None:
        self.document, self.deck, self.words = document, deck, document.words

    def cover(self) -> None:
        slide = self._slide("")
        bar = slide.shapes.add_shape(1, 0, 0, Inches(0.25), Inches(HIGH))
        bar.fill.solid()
        bar.fill.fore_color.rgb = RGBColor.from_string(ACCENT)
        bar.line.fill.background()
        self._write(slide, [self.document.title], 1.0, 2.0, 11.3, 1.8, 36, bold=True, anchor=MSO_ANCHOR.BOTTOM)
        self._write(slide, [f"{name}: {text}" for name, text in self.document.facts], 1.0, 4.1, 11.3, 2.2, 16, MUTED)

    def summary(self) -> None:
        points = [f"{section.number}.  {section.sentence}" for section in self.document.sections]
        for start in range(0, len(points) if len(points) > 1 else 0, MOST_POINTS):
            slide = self._slide(self.words("page.summary"))
            self._write(slide, points[start : start + MOST_POINTS], EDGE, 1.35, 12.1, 5.3, 15, space=9)

    def section(self, section: Section) -> None:
        """The answer on one slide; without a chart its table takes the room."""
        slide = self._slide(section.question)
        self._write(slide, [section.sentence], EDGE, 1.2, 12.1, 0.95, 17)
        low = 6.05 if section.comment else 6.45
        if section.comment:
            self._write(slide, [section.comment], EDGE, 5.85, 12.1, 0.55, 13, ACCENT)
            low = 5.8
        if section.chart is not None and drawn(section.chart):
            self._chart(slide, section.chart, 2.2, low - 2.25)
        elif section.figure:
            self._write(slide, [section.figure], EDGE, 2.5, 12.1, 1.2, 54, ACCENT, bold=True)
            self._write(slide, [section.change], EDGE, 3.75, 12.1, 0.6, 20, MUTED)
        elif len(section.table.rows) > 1 or len(section.table.head) > 1:
            self._table(slide, section.table, 2.3)
        notes = "  ·  ".join(f"{name}: {text}" for name, text in section.notes)
        self._write(slide, [notes], EDGE, 6.45, 12.1, 0.5, 10, MUTED)
        slide.notes_slide.notes_text_frame.text = notes

    def listed(self, title: str, facts: tuple[tuple[str, str], ...]) -> None:
        if facts:
            slide = self._slide(title)
            lines = [f"{name}: {text}" for name, text in facts]
            self._write(slide, lines, EDGE, 1.3, 12.1, 5.5, 13 if sum(map(len, lines)) < 1500 else 11, space=8)

    def _slide(self, title: str) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[BLANK])
        if title:
            self._write(slide, [title], EDGE, 0.35, 12.1, 0.8, 24, bold=True, anchor=MSO_ANCHOR.MIDDLE)
        number = self.words("page.of", page=len(self.deck.slides), pages=self._pages())
        self._write(slide, [f"{self.document.footer}  ·  {number}"], EDGE, 7.0, 12.1, 0.35, 9, MUTED)
        return slide

    def _pages(self) -> int:
        sections = len(self.document.sections)
        summaries = -(-sections // MOST_POINTS) if sections > 1 else 0
        return 1 + summaries + sections + bool(self.document.unanswered) + bool(self.document.method)

    def _write(
        self, slide: Any, lines: list[str], left: float, top: float, width: float, height: float, points: float,
        colour: str = INK, *, bold: bool = False, space: float = 3, anchor: Any = MSO_ANCHOR.TOP,
    ) -> None:  # fmt: skip
        frame = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height)).text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE, anchor
        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(space)
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold = Pt(points), bold
            run.font.color.rgb = RGBColor.from_string(colour)

    def _chart(self, slide: Any, chart: Chart, top: float, height: float) -> None:
        if chart["kind"] in NATIVE:
            self._native(slide, chart, top, height)
            return
        wide, high = size(chart)
        width = min(12.1, wide * height / high)
        place = (Inches((WIDE - width) / 2), Inches(top), Inches(width))
        slide.shapes.add_picture(BytesIO(png(chart, self.document.told)), *place)

    def _native(self, slide: Any, chart: Chart, top: float, height: float) -> None:
        data = CategoryChartData()
        data.categories = _categories(chart, self.document.told)
        for series in chart["series"]:
            data.add_series(series["name"] or chart["y_title"], series["y"])
        kind = NATIVE[chart["kind"]]
        if chart["horizontal"] and chart["kind"] != "line":
            kind = XL_CHART_TYPE.BAR_CLUSTERED
        place = (Inches(EDGE), Inches(top), Inches(12.1), Inches(height))
        drawing = slide.shapes.add_chart(kind, *place, data).chart
        drawing.font.size, drawing.has_title = Pt(11), False
        drawing.has_legend = len(chart["series"]) > 1
        if drawing.has_legend:
            drawing.legend.position, drawing.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        if kind == XL_CHART_TYPE.BAR_CLUSTERED:
            drawing.category_axis.reverse_order = True
            drawing.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # below, as the order is reversed
        drawing.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("E3E7EE")
        drawing.value_axis.format.line.fill.background()
        drawing.value_axis.minimum_scale = 0
        drawing.value_axis.tick_labels.number_format = "#,##0"
        drawing.value_axis.tick_labels.number_format_is_linked = False
        if kind != XL_CHART_TYPE.LINE_MARKERS and len(chart["series"]) == 1 and len(chart["x"]) <= MOST_LABELLED:
            labels = drawing.plots[0]
            labels.has_data_labels = True
            labels.data_labels.number_format, labels.data_labels.number_format_is_linked = _digits(chart), False
            labels.data_labels.font.size = Pt(10)
        _thin_out(drawing.category_axis, len(chart["x"]))
        for at, series in enumerate(drawing.plots[0].series):
            _colour(series, COLOURS[at % len(COLOURS)].lstrip("#"), kind == XL_CHART_TYPE.LINE_MARKERS)

    def _table(self, slide: Any, table: Table, top: float) -> None:
        rows, columns = table.rows[:MOST_ROWS], len(table.head[:MOST_COLUMNS])
        place = (Inches(EDGE), Inches(top), Inches(12.1), Inches(0.32 * (len(rows) + 1)))
        grid = slide.shapes.add_table(len(rows) + 1, columns, *place).table
        for across in range(columns):
            _fill(grid.cell(0, across), table.head[across], bold=True)
            for down, row in enumerate(rows, start=1):
                _fill(grid.cell(down, across), row[across].text)
        if len(table.rows) > len(rows):
            rest = self.words("page.more_rows", n=self.document.told.number(len(table.rows) - len(rows)))
            self._write(slide, [rest], EDGE, top + 0.34 * (len(rows) + 1), 12.1, 0.3, 10, MUTED)


def _digits(chart: Chart) -> str:
    """How figures are written: small ones that are not whole with one digit."""
    given = [value for series in chart["series"] for value in series["y"] if value is not None]
    return "#,##0" if all(abs(v) >= WHOLE_FROM or float(v).is_integer() for v in given) else "#,##0.0"


def _thin_out(axis: Any, count: int) -> None:
    """Names only every so many points: python-pptx has no word for it."""
    if count > MOST_LABELLED:
        skip = axis._element.makeelement(qn("c:tickLblSkip"), {"val": str(-(-count // MOST_DATES))})
        axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _categories(chart: Chart, told: Any) -> list[str]:
    if chart["x_type"] != "date":
        return list(chart["x"])
    days = [date.fromisoformat(x) for x in chart["x"]]
    name: Callable[[date], str] = (
        told.month if all(day.day == 1 for day in days) else lambda day: told.day(day, year=False)
    )
    return [name(day) for day in days]


def _colour(series: Any, colour: str, line: bool) -> None:
    rgb = RGBColor.from_string(colour.upper())
    if not line:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb
        return
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb, Pt(2.25)
    series.marker.size = 5
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb
    series.marker.format.line.color.rgb = rgb


def _fill(cell: Any, text: str, *, bold: bool = False) -> None:
    cell.text = text
    font = cell.text_frame.paragraphs[0].runs[0].font if text else cell.text_frame.paragraphs[0].font
    font.size, font.bold = Pt(11), bold
