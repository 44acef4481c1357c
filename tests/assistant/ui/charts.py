"""Charts of every kind, with a gap in each."""

from typing import Any

LINE: dict[str, Any] = {
    "kind": "line", "title": "Besuche, Lindenallee", "unit": "Besuche", "x_type": "date", "x_title": "",
    "x": ["2026-06-01", "2026-06-02", "2026-06-03"], "y_title": "Besuche", "horizontal": False,
    "series": [{"name": "", "y": [1200, None, 900]}], "gap": "nicht gezeigt",
}  # fmt: skip
BAR: dict[str, Any] = {
    **LINE, "kind": "bar", "x": ["Lindenallee", "Quayside", "Mill Lane"], "x_type": "category", "horizontal": True,
}  # fmt: skip
GROUPED: dict[str, Any] = {
    **LINE, "kind": "grouped_bar", "x": ["18–24", "25–34"], "x_type": "category",
    "series": [{"name": "Frauen", "y": [10, 20]}, {"name": "Männer", "y": [None, 5]}],
}  # fmt: skip
HEAT: dict[str, Any] = {
    "kind": "heatmap", "title": "Besuche", "unit": "Besuche", "x": ["8", "9"], "y": ["Montag", "Dienstag"],
    "x_title": "Stunde", "y_title": "", "z": [[None, 4], [5, 6]], "gap": "nicht gezeigt",
}  # fmt: skip
NUMBER: dict[str, Any] = {
    "kind": "number",
    "title": "Besuche",
    "unit": "Besuche",
    "value": 1200,
    "text": "1.200 Besuche",
}
DRAWN = (LINE, BAR, GROUPED, HEAT)
