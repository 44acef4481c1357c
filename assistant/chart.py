"""A chart as plain JSON, chosen by the shape of the question; the page draws it, nothing here knows a drawing library.

`Answer.chart` is None (nothing to draw) or one of these; every text is already in the asker's language:

    {"kind": "number", "title": str, "unit": str, "value": number, "text": str}
        one figure; `text` is it with unit, as people write it

    {"kind": "line" | "bar" | "grouped_bar", "title": str, "unit": str,
     "x": [str, ...], "x_type": "category" | "date", "x_title": str, "y_title": str, "horizontal": bool,
     "series": [{"name": str, "y": [number | null, ...]}, ...], "gap": str}
        `x` are ISO dates when x_type is "date" (days, Mondays of weeks, first days of months), labels otherwise, in the
        order they are to be drawn (bands in their natural order, rankings from the first to the last; never sort).
        Every `y` is as long as `x`; null is a gap: the figure is not shown, say so with the words in `gap`, never draw
        it as zero. One series has the name "" and needs no legend. `horizontal`: long names, bars from top to bottom.

    {"kind": "heatmap", "title": str, "unit": str, "x": [str, ...], "y": [str, ...], "x_title": str, "y_title": str,
     "z": [[number | null, ...], ...], "gap": str}
        one row of `z` for every entry of `y`, from top to bottom; null as above
"""
