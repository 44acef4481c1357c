"""Any plan at all becomes a statement that the gate clears, or a reason; never an exception."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.chart import chart
from assistant.compile import Unanswerable, compile_plan
from assistant.interpretation import of_plan
from assistant.plan import Area, Dimension, Filter, FilterField, Measure, Period, Plan, Ranking, Threshold
from assistant.sentence import sentence
from assistant.told import Told
from assistant.ui.figure import figure
from assistant.ui.wording import wording as page_wording
from assistant.wording import wording
from guardrails.gate import Gate
from guardrails.reference import Reference
from guardrails.verdict import Asker, Draft, Released
from tests.assistant.small_warehouse import PLACES

VALUES: dict[str, list[str]] = {
    "age_band": ["18-24", "65+", "unknown"],
    "gender": ["female", "male"],
    "dwell_band": ["0-5", "60-120"],
    "frequency_band": ["1", "8+"],
    "home_district": ["City Centre", "O'Hara"],
    "home_city": ["Leeds", "München"],
    "home_region": ["Bayern"],
    "hour": ["0", "8", "9", "10", "17"],
    "daypart": ["morning", "night"],
    "day_type": ["weekday", "sunday"],
    "weekday": ["1", "2", "3", "4", "5", "6", "7"],
    "is_public_holiday": ["true", "false"],
    "holiday": ["May Day"],
}
FIELDS = ("place_id", "place", "place_type", "district", "city", "region", "country")

areas = st.sampled_from(PLACES).flatmap(
    lambda place: st.lists(st.sampled_from(FIELDS[1:]), min_size=1, max_size=2, unique=True).map(
        lambda names: Area.model_validate({"conditions": [(n, place[FIELDS.index(n)]) for n in names]})
    )
)
filters = st.sampled_from(FilterField.__args__).flatmap(  # type: ignore[attr-defined]
    lambda field: st.builds(
        Filter,
        field=st.just(field),
        values=st.lists(st.sampled_from(VALUES[field]), min_size=1, max_size=3, unique=True).map(tuple),
        exclude=st.booleans(),
    )
)
days = st.dates(date(2026, 4, 20), date(2026, 7, 10))
periods = st.one_of(
    st.sampled_from(
        [
            Period(first=date(2026, 5, 1), last=date(2026, 5, 31), grain="month"),
            Period(first=date(2026, 6, 1), last=date(2026, 6, 30), grain="month"),
            Period(first=date(2026, 6, 8), last=date(2026, 6, 14), grain="week"),
            Period(first=date(2026, 6, 13), last=date(2026, 6, 13), grain="day"),
            Period(first=date(2026, 4, 1), last=date(2026, 6, 30), grain="quarter"),
        ]
    ),
    st.tuples(days, days).map(lambda ends: Period(first=min(ends), last=max(ends))),
)
few_areas = st.lists(areas, max_size=2).map(tuple)


def seldom(strategy: st.SearchStrategy[Any], otherwise: object = ()) -> st.SearchStrategy[Any]:
    """Most plans leave most of it open."""
    return st.sampled_from([False, False, False, False, True]).flatmap(
        lambda it: strategy if it else st.just(otherwise)
    )


def some(literal: object, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    names = literal.__args__  # type: ignore[attr-defined]
    return st.lists(st.sampled_from(names), max_size=most, unique=True).map(tuple)


plans = st.builds(
    Plan,
    measures=st.lists(st.sampled_from(Measure.__args__), min_size=1, max_size=3, unique=True).map(tuple),  # type: ignore[attr-defined]
    statistic=st.sampled_from(["total", "total", "daily_average", "weekly_average", "monthly_average"]),
    areas=few_areas,
    excluded_areas=seldom(st.lists(areas, max_size=1).map(tuple)),
    origins=seldom(few_areas),
    destinations=seldom(few_areas),
    both_directions=seldom(st.just(True), False),
    other_areas=seldom(few_areas),
    periods=st.lists(periods, max_size=2).map(tuple),
    filters=st.lists(filters, max_size=2).map(tuple),
    by=some(Dimension, 2),
    share=seldom(st.sampled_from(["of_rows", "of_filter", "of_area", "of_place"]), None),
    part_filters=seldom(st.lists(filters, min_size=1, max_size=2).map(tuple)),
    part_areas=seldom(st.lists(areas, min_size=1, max_size=1).map(tuple)),
    change=seldom(st.sampled_from(["percent", "difference"]), None),
    change_over=st.sampled_from([None, "periods", "areas", "groups", "steps"]),
    groups=seldom(st.lists(filters, min_size=2, max_size=2).map(tuple)),
    normal=seldom(periods, None),
    ranking=seldom(
        st.builds(
            Ranking,
            descending=st.booleans(),
            limit=st.none() | st.integers(1, 5),
            skip=st.integers(0, 2),
            per=seldom(st.sampled_from(Dimension.__args__), None),  # type: ignore[attr-defined]
            position_of=seldom(st.lists(areas, max_size=1).map(tuple)),
        ),
        None,
    ),
    threshold=seldom(
        st.builds(
            Threshold, relation=st.sampled_from(["above", "at_most"]), value=st.floats(0, 1e6), count=st.booleans()
        ),
        None,
    ),
)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=plans)
def test_any_plan_is_answered_and_told_or_declined(plan: Plan, gate: Gate, reference: Reference) -> None:
    outcome = compile_plan(plan, reference)
    if isinstance(outcome, Unanswerable):
        assert outcome.reason
        return
    released = gate.submit(Draft(outcome.sql, author="reader"), Asker())
    assert isinstance(released, Released), (outcome.sql, released)
    assert released.columns == tuple(c.name for c in outcome.columns)
    for language in ("de", "en"):
        words = wording(language)
        assert sentence(Told(outcome, released.rows, reference, words)).endswith(".")
        assert of_plan(outcome, reference, words).endswith(".")
        drawn = chart(outcome, released.rows, words, "title", reference)
        figure(drawn, page_wording(language))
