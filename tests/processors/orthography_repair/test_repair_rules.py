"""The tables of the repairs: no rule twice, none that needs another pass, every row with its reason and source."""

from collections import Counter

import pytest

from processors.orthography.edits import Edit, apply, compose
from processors.orthography.lexicon import JOINING, house_style, lexicon
from processors.orthography.rules import FOLDS, REPAIRS, LetterRule

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"


@pytest.mark.parametrize("rules", [REPAIRS, FOLDS], ids=["repairs", "folds"])
def test_no_character_is_written_in_two_rules(rules: tuple[LetterRule, ...]) -> None:
    assert [written for written, times in Counter(rule.written for rule in rules).items() if times > 1] == []


@pytest.mark.parametrize("rules", [REPAIRS, FOLDS], ids=["repairs", "folds"])
def test_every_rule_says_why_and_whence(rules: tuple[LetterRule, ...]) -> None:
    assert [rule for rule in rules if not (rule.name and rule.why and rule.source)] == []


def test_folds_lead_to_characters_that_no_fold_changes() -> None:
    written = {rule.written for rule in FOLDS}

    single = [rule for rule in FOLDS if len(rule.written) == 1]  # of longer ones the result is not read again
    assert [rule for rule in single if any(char in written for char in rule.standard)] == []


def test_repairs_that_hold_anywhere_touch_no_plain_persian_letter() -> None:
    plain = set("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآأئؤءۀ۰۱۲۳۴۵۶۷۸۹،؛؟«»٪٫٬ ." + HALF_SPACE)

    assert [rule for rule in REPAIRS if rule.written in plain] == []


@pytest.mark.parametrize("letter", "ټډړښځڅڼېۍږګ")
def test_pashto_letters_are_folded_but_never_repaired(letter: str) -> None:
    assert letter not in {rule.written for rule in REPAIRS}
    assert letter in {rule.written for rule in FOLDS}


def test_presentation_forms_become_the_letters_that_they_draw() -> None:
    standard = {rule.written: rule.standard for rule in REPAIRS if rule.name == "presentation-form"}

    assert standard["\N{ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM}"] == "لا"
    assert standard["\N{ARABIC LETTER PEH INITIAL FORM}"] == "پ"
    assert "\N{RIAL SIGN}" not in standard


def test_second_edits_are_laid_over_the_first_on_one_text() -> None:
    first = [Edit(1, 2, "", "drop"), Edit(4, 4, "xy", "add")]
    middle = apply("abcdef", first)
    second = [Edit(0, 1, "A", "upper"), Edit(4, 5, "Y", "upper"), Edit(6, 7, "F", "upper")]

    both = compose(middle, first, second)

    assert apply("abcdef", both) == apply(middle, second)
    assert both[0] == Edit(0, 2, "A", "drop+upper")


def test_half_spaces_behind_letters_that_do_not_join_are_no_house_style() -> None:
    assert house_style(f"کشور{HALF_SPACE}ها") == "کشورها"
    assert house_style(f"کتاب{HALF_SPACE}ها") == f"کتاب{HALF_SPACE}ها"


def test_every_form_of_the_word_lists_has_its_half_spaces_where_letters_join() -> None:
    forms = [*lexicon().compounds.values(), *(form for form, _ in lexicon().split.values())]
    wrong = [form for form in forms if any(part[-1:] not in JOINING for part in form.split(HALF_SPACE)[:-1])]

    assert len(forms) > 10_000
    assert wrong == []
