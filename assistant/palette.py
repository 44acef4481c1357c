"""The colours of series, in charts on screen and on paper."""

# Distinct on light and dark ground, and for the colour-blind in their first four.
COLOURS = ("#3d74d6", "#e0803a", "#2f9e8f", "#9a5cc0", "#c49a1a", "#d0506a", "#6f7f96", "#58a6cf")
