"""The calendar of a country, whatever language the machine speaks."""

from datetime import date

import pytest

from warehouse.calendars import calendar, nationwide_holidays


def test_rows_hold_weekday_week_month_and_holiday() -> None:
    rows = list(calendar(date(2025, 12, 29), date(2026, 1, 4), ["DE"]))
    assert rows[0] == (date(2025, 12, 29), "Monday", 1, date(2025, 12, 1), False, "DE", False, None)
    assert rows[3] == (date(2026, 1, 1), "Thursday", 1, date(2026, 1, 1), False, "DE", True, "Neujahr")
    assert rows[6][1:5] == ("Sunday", 1, date(2026, 1, 1), True)


@pytest.mark.parametrize("machine", ["de_DE.UTF-8", "en_US.UTF-8", "C"])
def test_names_are_the_countrys_own(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", machine)
    monkeypatch.setenv("LANGUAGE", machine[:2])
    assert nationwide_holidays("DE", 2026, 2026)[date(2026, 5, 1)] == "Erster Mai"
    assert nationwide_holidays("GB", 2026, 2026)[date(2026, 4, 3)] == "Good Friday"


def test_regional_holidays_are_left_out_and_unknown_countries_have_none() -> None:
    assert date(2026, 6, 4) not in nationwide_holidays("DE", 2026, 2026)  # Corpus Christi, some states only
    assert nationwide_holidays("Atlantis", 2026, 2026) == {}
