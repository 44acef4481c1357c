"""A map: home towns of a catchment, or places where the asker wished to see them on one."""

from assistant import atlas
from assistant.chart.frame import Chart, Frame
from assistant.compile.home import places_of
from assistant.compile.outcome import Column

ENOUGH = 0.6
"""The share of the rows whose position must be known."""
FEWEST, MOST_NAMED = 2, 3
"""One town alone is no map."""


def on_map(frame: Frame) -> Chart | None:
    """The map of a result by home town, or by place if one was asked for; None where too little can be placed."""
    if len(frame.dimensions) != 1 or frame.main is None or not frame.rows:
        return None
    column, ranked = frame.dimensions[0], frame.compiled.plan.ranking is not None
    homes = column.field == "home_city" and not ranked
    if not homes and not (frame.shown_as == "map" and column.field in ("place", "city", "home_city", "other_place")):
        return None
    spots = _spots(frame, column)
    placed = [spot for spot in spots if spot]
    if len(placed) < FEWEST or len(placed) < ENOUGH * len(spots):
        return None
    names = frame.labels(column, frame.values(column))
    told = list(zip(names, spots, frame.figures(), strict=True))
    return {
        "kind": "map",
        **frame.head,
        "countries": sorted({spot.country for spot in placed} & set(atlas.outlines())),
        "points": [
            {"name": name, "latitude": spot.latitude, "longitude": spot.longitude, "value": value}
            for name, spot, value in told
            if spot
        ],
        "here": _here(frame) if homes else [],
        "unplaced": [name for name, spot, _ in told if spot is None],
        "gap": frame.gap([frame.figures()]),
    }


def _spots(frame: Frame, column: Column) -> list[atlas.Spot | None]:
    values = [str(value) for value in frame.values(column)]
    if column.field in ("place", "other_place"):
        known = atlas.places(frame.reference)
        return [known.get(value) for value in values]
    near = tuple({p.country for p in places_of(frame.compiled.plan, frame.reference)})
    return [atlas.town(value, near) for value in values]


def _here(frame: Frame) -> list[Chart]:
    """The places a catchment is of."""
    known = places_of(frame.compiled.plan, frame.reference)
    told = [(place.place, spot) for place in known if (spot := atlas.place(place))]
    if len(told) > MOST_NAMED:
        return []
    return [{"name": name, "latitude": spot.latitude, "longitude": spot.longitude} for name, spot in told]
