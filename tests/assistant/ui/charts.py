"""Charts of every kind, with a gap in each."""

from typing import Any

LINE: dict[str, Any] = {
    "kind": "line", "title": "Besuche, Lindenallee", "unit": "Besuche", "x_type": "date", "x_title": "",
    "x": ["2026-06-01", "2026-06-02", "2026-06-03"], "y_title": "Besuche", "horizontal": False,
    "series": [{"name": "", "y": [1200, None, 900]}], "gap": "nicht gezeigt", "weekends": "", "reference": None,
    "mirrored": False,
}  # fmt: skip
BAR: dict[str, Any] = {
    **LINE, "kind": "bar", "x": ["Lindenallee", "Quayside", "Mill Lane"], "x_type": "category", "horizontal": True,
}  # fmt: skip
GROUPED: dict[str, Any] = {
    **LINE, "kind": "grouped_bar", "x": ["18–24", "25–34"], "x_type": "category",
    "series": [{"name": "Frauen", "y": [10, 20]}, {"name": "Männer", "y": [None, 5]}],
}  # fmt: skip
HEAT: dict[str, Any] = {
    "kind": "heatmap", "title": "Besuche", "unit": "Besuche", "x": ["8", "9"], "x_type": "category",
    "y": ["Montag", "Dienstag"], "x_title": "Stunde", "y_title": "", "z": [[None, 4], [5, 6]], "gap": "nicht gezeigt",
}  # fmt: skip
NUMBER: dict[str, Any] = {
    "kind": "number",
    "title": "Besuche",
    "unit": "Besuche",
    "value": 1200,
    "text": "1.200 Besuche",
    "part": None,
    "against": None,
}
SHARE: dict[str, Any] = {
    "kind": "number", "title": "Stammbesucher", "unit": "Anteil in %", "value": 41.4, "text": "41,4 %",
    "part": {"label": "4–7 Besuche", "rest": "alle anderen"}, "against": None,
}  # fmt: skip
TILES: dict[str, Any] = {
    "kind": "tiles", "title": "Lindenallee", "unit": "",
    "tiles": [{"label": "Besuche", "value": 1200, "text": "1.200",
               "against": {"label": "Mai 2026", "value": 1000, "change_percent": 20.0, "change_points": None}},
              {"label": "Besucher", "value": None, "text": "nicht ausgewiesen", "against": None}],
}  # fmt: skip
MAP: dict[str, Any] = {
    "kind": "map", "title": "Einzugsgebiet", "unit": "Besucher", "countries": ["DE"], "gap": "nicht ausgewiesen",
    "points": [{"name": "Berlin", "latitude": 52.52, "longitude": 13.4, "value": 900},
               {"name": "Potsdam", "latitude": 52.4, "longitude": 13.07, "value": 90},
               {"name": "Leipzig", "latitude": 51.34, "longitude": 12.37, "value": None}],
    "here": [{"name": "Lindenallee", "latitude": 52.5, "longitude": 13.3}], "unplaced": ["Kleinkleckersdorf"],
}  # fmt: skip
SANKEY: dict[str, Any] = {
    "kind": "sankey", "title": "Wege", "unit": "Wege", "gap": "", "origins": ["Lindenallee"],
    "destinations": ["Ostbahnhof", "Isarpark"],
    "steps": [{"name": "ganzer Tag", "links": [{"origin": 0, "destination": 0, "value": 1200},
                                               {"origin": 0, "destination": 1, "value": 300}]},
              {"name": "morgens", "links": [{"origin": 0, "destination": 0, "value": 700}]}],
}  # fmt: skip
MIRRORED: dict[str, Any] = {**GROUPED, "mirrored": True, "horizontal": True}
DRAWN = (LINE, BAR, GROUPED, HEAT, MIRRORED, MAP, SANKEY)
WITH_AXES = (LINE, BAR, GROUPED, HEAT, MIRRORED)
