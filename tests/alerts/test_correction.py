"""A correction says so itself, set off by a sign; a story about a correction does not."""

import pytest

from alerts.correction import is_correction

from .build import article


@pytest.mark.parametrize(
    "title",
    [
        "تصحیح: آمار زلزله",
        "اصلاحیه - دیدار در دوحه",
        "(تصحیح) دیدار در دوحه",
        "CORRECTED-Talks in Doha",
        "اصلاح شده: خبر",
    ],
)
def test_a_headline_that_calls_itself_a_correction(title: str) -> None:
    assert is_correction(article("متن", title=title))


@pytest.mark.parametrize(
    "title",
    [
        "تصحیح قانون اساسی: مجلس رای داد",
        "تصحیح اوراق امتحانی آغاز شد",
        "خبر: تصحیح آمار",
        "Corrections officers strike",
    ],
)
def test_a_headline_about_something_else(title: str) -> None:
    assert not is_correction(article("متن", title=title))


def test_a_first_line_of_its_own_and_a_subject() -> None:
    assert is_correction(article("اصلاحیه\nدیدار در دوحه بود."))
    assert is_correction(article("متن", subjects=("Correction",)))
    assert not is_correction(article("دیدار بود.\nاصلاحیه"))
