"""The work on a text of many names grows with its length: a hostile or a very long one must not stop a worker."""

from collections.abc import Callable

import pytest

from processors.tag_entities import tag_entities


@pytest.mark.parametrize("unit", ["ایران ", "حسن روحانی و حسن خمینی ", "دانشگاه شهید کرزی "])
def test_work_grows_with_the_number_of_names(steps: Callable[[Callable[[], object]], int], unit: str) -> None:
    tag_entities(unit)
    few, many = (steps(lambda text=unit * times: tag_entities(text)) for times in (60, 240))
    assert 0 < many <= 4.4 * few
