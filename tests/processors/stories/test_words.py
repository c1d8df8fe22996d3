import pytest

from processors.stories.words import lines_of_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ترمپ در قصر سفید با سرمنشی دیدار کرد", "ترامپ در کاخ سفید با دبیرکل دیدار کرد"),
        ("صدراعظم به پوهنتون\u200cها رفت", "نخست\u200cوزیر به دانشگاه\u200cها رفت"),
        ("نخست وزیر رفت", "نخست\u200cوزیر رفت"),
        ("سوم اکتوبر", "سوم اکتبر"),
        ("۲۱ حمل", "21 فروردین"),
        ("سه شنبه", "سه\u200cشنبه"),
        ("می رود و نمی ماند", "می\u200cرود و نمیماند"),
        ("كتاب ها", "کتاب\u200cها"),
        ("<p>خبر</p><br/>دیگر", "خبر\nدیگر"),
        ("۳ تن", "سه تن"),
        ("متن\nکد خبر: ۸۸۱۲۳۴", "متن"),
        ("او گفت: «برو!»", "او گفت برو"),
    ],
)
def test_spellings_of_one_text_are_the_same_words(one: str, other: str) -> None:
    assert lines_of_words(one) == lines_of_words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("روز شنبه", "روز یکشنبه"), ("۴٫۵ ریشتر", "۴٫۶ ریشتر"), ("میلیون", "میلیارد"), ("کاخ سبز", "کاخ سفید")],
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert lines_of_words(one) != lines_of_words(other)


def test_long_line_with_a_phrase_of_the_page_is_the_story() -> None:
    line = "وزیر گفت که هر کد خبر " + "باید در دفتر ثبت شود " * 8
    assert lines_of_words(line)
