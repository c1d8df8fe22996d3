import pytest

from processors.entities.names import name_key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ولودیمیر زلنسکی", "ولادیمیر زلینسکی"),
        ("دمیتری مدودف", "دیمیتری مدودف"),
        ("امانوئل مکرون", "ایمانویل ماکرون"),
        ("استیون والکر", "استیوِن والکر"),
        ("بنجامین نتانیاهو", "بنجامین نتنیاهو"),
        ("یورگن کلوپ", "يورگن كلوپ"),
    ],
)
def test_transliterations_of_one_foreign_name_meet(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("مایکل", "میشل"),
        ("حسن رضایی", "حسین رضایی"),
        ("علی حسنی", "علی حسینی"),
        ("مریم کریمی", "مریم کرمی"),
        ("جان کری", "جان کارتر"),
        ("رحیم صفوی", "رحمان صفوی"),
        ("احمد مسعود", "احمد مسعودی"),
    ],
)
def test_different_names_stay_apart(left: str, right: str) -> None:
    assert name_key(left) != name_key(right)


def test_a_text_without_words_has_an_empty_key() -> None:
    assert name_key("؟!") == ""
