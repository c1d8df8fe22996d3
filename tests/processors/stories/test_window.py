import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from processors.stories.outline import Outline, outline
from processors.stories.taken import Arrival, Basis, Taken, founded_by
from processors.stories.window import FURNITURE, StoryWindow

_CASES = json.loads((Path(__file__).parents[2] / "cases" / "stories_likeness.json").read_text(encoding="utf-8"))
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_LONG = _CASES["pairs"][5]["first"]


def _arrival(name: str, text: dict[str, str], at: datetime = _NOON, ancestor: str | None = None) -> Arrival:
    return Arrival(name, at, outline(text["title"], text["body"]), ancestor)


def _logged(window: StoryWindow, *arrivals: Arrival) -> list[Taken]:
    return [
        Taken.from_bytes(taken.article_id.encode(), taken.to_bytes())
        for taken in map(window.take, arrivals)
        if not taken.logged
    ]


@pytest.mark.parametrize("pair", _CASES["pairs"], ids=lambda pair: pair["label"])
def test_articles_are_of_one_story_when_a_reader_says_so(pair: dict[str, Any]) -> None:
    for first, second in (("first", "second"), ("second", "first")):
        window = StoryWindow()
        one = window.take(_arrival("one", pair[first]))
        other = window.take(_arrival("other", pair[second]))
        assert (one.story_id == other.story_id) is pair["one_story"]


def test_story_is_named_by_the_article_that_founds_it() -> None:
    taken = StoryWindow().take(_arrival("urn:1", _LONG))
    assert (taken.story_id, taken.basis) == (founded_by("urn:1"), Basis.NEW)


def test_redelivered_article_keeps_its_story_and_adds_no_row() -> None:
    window = StoryWindow()
    window.take(_arrival("a", _LONG))
    first = window.take(_arrival("b", _LONG))
    again = window.take(_arrival("b", _LONG))
    assert (again.story_id, again.basis, len(window)) == (first.story_id, Basis.SAME, 2)


def test_new_version_with_other_words_stays_in_its_story() -> None:
    window = StoryWindow()
    first = window.take(_arrival("a", _LONG))
    second = window.take(_arrival("a", _CASES["pairs"][0]["first"]))
    copy = window.take(_arrival("b", _CASES["pairs"][0]["first"]))
    assert second.story_id == first.story_id == copy.story_id


def test_kill_without_words_leaves_what_is_known_of_its_story() -> None:
    window = StoryWindow()
    first = window.take(_arrival("a", _LONG))
    killed = window.take(Arrival("a", _NOON, Outline(0, ())))
    copy = window.take(_arrival("b", _LONG))
    assert killed.story_id == first.story_id == copy.story_id


def test_article_first_seen_on_hold_joins_an_earlier_copy_once_it_has_words() -> None:
    window, held = StoryWindow(), Arrival("a", _NOON, Outline(0, ()))
    log = _logged(window, held)
    assert log[0].story_id == founded_by("a")
    log += _logged(window, _arrival("b", _LONG), _arrival("a", _LONG))
    assert [window.take(each).story_id for each in (_arrival("a", _LONG), held)] == [founded_by("b")] * 2
    rebuilt, other = StoryWindow(), StoryWindow()
    rebuilt.restore(log)
    _logged(other, held, _arrival("a", _LONG))  # it took them itself, without the copy: the log overrules it
    other.restore(log)
    for each in (rebuilt, other):
        again = each.take(_arrival("a", _LONG))
        assert (again.story_id, again.basis, again.logged) == (founded_by("b"), Basis.SAME, True)


def test_words_after_a_hold_that_are_like_no_other_story_keep_the_one_it_founded() -> None:
    window = StoryWindow()
    window.take(Arrival("a", _NOON, Outline(0, ())))
    first, again = window.take(_arrival("a", _LONG)), window.take(_arrival("a", _CASES["pairs"][0]["first"]))
    copy = window.take(_arrival("b", _LONG))
    assert {first.story_id, again.story_id, copy.story_id} == {founded_by("a")}


@pytest.mark.parametrize(("days", "same"), [(6.9, True), (7.1, False), (-6.9, True), (-7.1, False)])
def test_stories_end_with_the_window(days: float, *, same: bool) -> None:
    window = StoryWindow()
    first = window.take(_arrival("a", _LONG))
    later = window.take(_arrival("b", _LONG, _NOON + timedelta(days=days)))
    assert (first.story_id == later.story_id) is same


def test_article_joins_the_story_of_the_one_it_continues_in_either_order() -> None:
    follow_up = _CASES["pairs"][0]["first"]
    in_order, late = StoryWindow(), StoryWindow()
    first = in_order.take(_arrival("a", _LONG))
    assert in_order.take(_arrival("b", follow_up, ancestor="a")).story_id == first.story_id
    early = late.take(_arrival("b", follow_up, ancestor="a"))
    assert late.take(_arrival("a", _LONG)).story_id == early.story_id == first.story_id


def test_line_that_stands_in_many_stories_does_not_make_one_of_them() -> None:
    line = (
        "شنوندگان ما این برنامه را هر شب از موج کوتاه می\u200cشنوند و پرسش\u200cهای خود را با نامه "
        "برای گردانندگان آن می\u200cفرستند"
    )
    texts = [pair[side] for pair in _CASES["pairs"][:5] for side in ("first",)]
    window = StoryWindow()
    for number, text in enumerate(texts[:FURNITURE]):
        window.take(_arrival(f"before-{number}", {"title": text["title"], "body": f"{text['body']}\n{line}"}))
    one = window.take(_arrival("one", {"title": "باران تندی بارید", "body": line}))
    other = window.take(_arrival("other", {"title": "تیم والیبال دختران برنده شد و به دور پایانی رسید", "body": line}))
    assert one.story_id != other.story_id


def test_window_rebuilt_from_the_log_answers_as_the_one_that_wrote_it() -> None:
    arrivals = [
        _arrival(f"{side}-{number}", pair[side], _NOON + timedelta(minutes=number))
        for number, pair in enumerate(_CASES["pairs"])
        for side in ("first", "second")
    ]
    whole = StoryWindow()
    expected = [taken.story_id for taken in map(whole.take, arrivals)]
    for cut in range(len(arrivals)):
        before, after = StoryWindow(), StoryWindow()
        after.restore(_logged(before, *arrivals[:cut]))
        assert [after.take(arrival).story_id for arrival in arrivals[max(0, cut - 3) :]] == expected[max(0, cut - 3) :]


def test_article_is_logged_until_the_log_is_seen_to_have_it() -> None:
    window = StoryWindow()
    arrival = _arrival("a", _LONG)
    taken = window.take(arrival)
    assert not taken.logged
    assert not window.take(arrival).logged
    window.restore([taken])
    assert window.take(arrival).logged
    assert len(window) == 1


def test_log_overrules_what_a_worker_took_without_it() -> None:
    behind, ahead = StoryWindow(), StoryWindow()
    log = _logged(ahead, _arrival("a", _LONG), _arrival("b", _LONG))
    alone = behind.take(_arrival("b", _LONG))
    behind.restore(log)
    assert alone.story_id == founded_by("b")
    assert behind.take(_arrival("b", _LONG)).story_id == founded_by("a")


def test_first_story_that_the_log_gives_an_article_holds() -> None:
    window = StoryWindow()
    [first] = _logged(StoryWindow(), _arrival("b", _LONG))
    [_, stale] = _logged(StoryWindow(), _arrival("a", _LONG), _arrival("b", _LONG))
    window.restore([first, stale])
    assert window.take(_arrival("b", _LONG)).story_id == first.story_id


def test_full_window_forgets_the_oldest_block_and_stays_as_large() -> None:
    block = 50
    window = StoryWindow(capacity=1, block=block)
    empty = Outline(0, ())
    window.take(_arrival("oldest", _LONG))
    for number in range(2 * block):
        window.take(Arrival(f"filler-{number}", _NOON, empty))
    assert len(window) == block + 1
    assert window.take(_arrival("copy", _LONG)).basis is Basis.NEW


def test_records_of_another_layout_are_refused() -> None:
    for decode in (lambda data: Taken.from_bytes(b"a", data), lambda data: Arrival.from_bytes("a", data)):
        for data in (b"", b"\x00" * 40, b"\xff" * 40):
            with pytest.raises(ValueError, match="layout"):
                decode(data)
