"""The data tables: every row complete, sourced, and readable by what reads it."""

from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from processors.dates.lexicon import lookup
from processors.dates.tables import rows

FOLDER = files("processors.dates").joinpath("data")
TABLES = sorted(each.name for each in FOLDER.iterdir() if each.name.endswith(".tsv"))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_fills_the_columns_its_table_names_and_has_a_source(table: str) -> None:
    text = FOLDER.joinpath(table).read_text(encoding="utf-8")
    named = next(line for line in text.splitlines() if " | " in line).split(":")[-1].split(" | ")
    told = " ".join(line for line in text.splitlines() if line.startswith("#"))
    for row in rows(table):
        assert len(row) == len(named), row
        assert row[0]
        assert row[0] == row[0].strip()
        assert f"{row[-1]} = " in told or f"{row[-1]}, " in told, row


@pytest.mark.parametrize("row", rows("months.tsv"), ids=lambda row: row[0])
def test_every_month_name_is_looked_up_as_its_month(row: tuple[str, ...]) -> None:
    assert [(found.kind, found.value, found.tag) for found in lookup(row[0])] == [("month", int(row[2]), row[1])]


def test_every_zone_is_one_of_the_time_zone_database() -> None:
    for _form, zone, _source in rows("zones.tsv"):
        assert zone == "local" or ZoneInfo(zone)
