"""Both calendars of a mention, as an editor reads them."""

from datetime import datetime

import pytest

from processors.dates.display import display
from processors.tag_dates import tag_dates

PUBLISHED = datetime.fromisoformat("2025-10-22T12:00:00+03:30")


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("۳۰ مهر ۱۴۰۴", "fa", "۳۰ مهر ۱۴۰۴ / ۲۲ اکتبر ۲۰۲۵"),
        ("۳۰ میزان ۱۴۰۴", "prs", "۳۰ میزان ۱۴۰۴ / ۲۲ اکتوبر ۲۰۲۵"),
        ("۲۱ تا ۲۲ اکتبر", None, "۲۹ مهر – ۳۰ مهر ۱۴۰۴ / ۲۱ اکتبر – ۲۲ اکتبر ۲۰۲۵"),
        ("۲۸ دسامبر ۲۰۲۴ تا ۵ ژانویه ۲۰۲۵", "fa", "۸ دی – ۱۶ دی ۱۴۰۳ / ۲۸ دسامبر ۲۰۲۴ – ۵ ژانویه ۲۰۲۵"),
        ("اکتبر ۲۰۲۵", "fa", "۹ مهر – ۹ آبان ۱۴۰۴ / اکتبر ۲۰۲۵"),
        ("سال ۱۴۰۴", "fa", "۱۴۰۴ / ۲۱ مارس ۲۰۲۵ – ۲۰ مارس ۲۰۲۶"),
        ("تابستان ۱۴۰۳", "fa", "تیر – شهریور ۱۴۰۳ / ۲۱ ژوئن – ۲۱ سپتامبر ۲۰۲۴"),
        ("دههٔ ۱۹۹۰", "fa", "۱۱ دی ۱۳۶۸ – ۱۰ دی ۱۳۷۸ / ۱۹۹۰ – ۱۹۹۹"),
        ("ساعت ۱۴:۳۰", "fa", "۳۰ مهر ۱۴۰۴ / ۲۲ اکتبر ۲۰۲۵، ساعت ۱۴:۳۰ (+۰۳:۳۰)"),
        ("صبح امروز", "fa", "۳۰ مهر ۱۴۰۴ / ۲۲ اکتبر ۲۰۲۵، ساعت ۰۶:۰۰ – ۱۱:۵۹ (+۰۳:۳۰)"),
        ("عید فطر ۱۴۴۶", "prs", "۱۰ حمل ۱۴۰۴ / ۳۰ مارچ ۲۰۲۵ (±۱ روز)"),
        ("آیندهٔ نزدیک", "fa", "آیندهٔ نزدیک"),
        ("۵۰۰ قبل از میلاد", "fa", "۵۰۰ قبل از میلاد"),
    ],
)
def test_both_calendars_are_shown(text: str, language: str | None, shown: str) -> None:
    (mention,) = tag_dates(text, PUBLISHED)
    assert display(mention, language) == shown
