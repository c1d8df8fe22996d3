from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.moments import moment

TEHRAN = ZoneInfo("Asia/Tehran")
KABUL = ZoneInfo("Asia/Kabul")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-10T13:20:00Z", "2026-11-10T13:20:00+00:00"),
        ("2026-11-10T13:20:00", "2026-11-10T13:20:00+03:30"),
        ("20261110T132000+0430", "2026-11-10T13:20:00+04:30"),
        ("20261110T132000Z", "2026-11-10T13:20:00+00:00"),
        ("20261110", "2026-11-10T00:00:00+03:30"),
        ("Tue, 10 Nov 2026 13:20:00 GMT", "2026-11-10T13:20:00+00:00"),
        ("Tue, 10 Nov 2026 13:20:00 +0330", "2026-11-10T13:20:00+03:30"),
        ("1405/08/19 13:20", "2026-11-10T13:20:00+03:30"),
        ("۱۴۰۵-۰۸-۱۹", "2026-11-10T00:00:00+03:30"),
        ("1405-08-19T13:20:00+0330", "2026-11-10T13:20:00+03:30"),
        ("14050819T132000", "2026-11-10T13:20:00+03:30"),
        ("13:20 - 1405/8/19", "2026-11-10T13:20:00+03:30"),
        ("سه\u200cشنبه ۱۹ آبان ۱۴۰۵ ساعت ۱۳:۲۰", "2026-11-10T13:20:00+03:30"),
        ("سه شنبه، ۱۹ عقرب ۱۴۰۵", "2026-11-10T00:00:00+03:30"),
        ("Tue, 19 Aban 1405 13:20:00 +0430", "2026-11-10T13:20:00+04:30"),
        ("2026/11/10 13:20", "2026-11-10T13:20:00+03:30"),
        ("2026/11/10 01:20:05 PM", "2026-11-10T13:20:05+03:30"),
        ("Tue, 10 Nov 2026 13:20:00 AFT", "2026-11-10T13:20:00+04:30"),
        ("1794316800", "2026-11-10T13:20:00+00:00"),
        ("1794316800123", "2026-11-10T13:20:00+00:00"),
    ],
)
def test_times_are_read_as_sources_write_them(text: str, expected: str) -> None:
    assert moment(text, TEHRAN) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "yesterday",
        "2026-13-40",
        "1405/13/41",
        "99999999999999999999",
        "12:30",
        "1405/13/45",
        "Thu, 05 Sep 1405 10:30:00 +0330",
    ],
)
def test_what_is_no_time_is_none(text: str | None) -> None:
    assert moment(text, KABUL) is None


def test_a_time_without_zone_is_in_the_zone_of_its_source() -> None:
    tehran, kabul = moment("2026-11-10T13:20", TEHRAN), moment("2026-11-10T13:20", KABUL)

    assert tehran is not None
    assert kabul is not None
    assert (tehran - kabul).total_seconds() == 3600
