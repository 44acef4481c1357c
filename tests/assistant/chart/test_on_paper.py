import pytest

from assistant.brief.drawing import drawn, png, size, svg
from assistant.wording import wording
from tests.assistant.ui.charts import MAP, SANKEY, TILES


@pytest.mark.parametrize("chart", [MAP, SANKEY], ids=lambda c: str(c["kind"]))
def test_maps_and_flows_are_drawn_on_paper_too(chart: dict[str, object]) -> None:
    assert drawn(chart) and png(chart, wording("de")).startswith(b"\x89PNG")
    assert "<svg" in svg(chart, wording("de")) and size(chart)[0] > 0


def test_tiles_are_told_by_their_sentence() -> None:
    assert not drawn(TILES)
