from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.article import Status
from ingest.rejection import ItemRejected
from processors.stage import Incoming
from processors.stories.assign import ARRIVAL_HEADER, OUTLINED_TOPIC, assign, outlined, with_story
from processors.stories.taken import STORIES_TOPIC, founded_by
from processors.stories.window import StoryWindow
from processors.tagged_article import TAGGED_TOPIC, Original, TaggedArticle

_TEXT = 'او گفت: "story_id":"x" و سپس رفت؛ و این خبر چند واژهٔ دیگر هم دارد تا بس باشد.'


def _article(name: str, status: Status = Status.USABLE) -> TaggedArticle:
    return TaggedArticle(
        id=name,
        source="wire",
        received_at=datetime(2026, 3, 1, tzinfo=UTC),
        title='عنوان "story_id":"y"',
        body=_TEXT,
        status=status,
        original=Original(title="عنوان", body=_TEXT),
        story_id=founded_by(name),
    )


def _message(article: TaggedArticle, *, headers: bool = True) -> Incoming:
    return Incoming(
        topic=OUTLINED_TOPIC,
        partition=0,
        offset=7,
        key=article.id.encode(),
        value=article.to_bytes(),
        headers={ARRIVAL_HEADER: outlined(article), "kept": b"1"} if headers else {},
    )


def test_article_goes_on_with_its_story_and_the_other_headers() -> None:
    window = StoryWindow()
    assign(_message(_article("a")), window)
    log, tagged = assign(_message(_article("b")), window)
    assert (log.topic, log.key, tagged.topic, tagged.key) == (STORIES_TOPIC, b"b", TAGGED_TOPIC, b"b")
    assert tagged.headers == {"kept": b"1"}
    assert tagged.value is not None
    assert TaggedArticle.from_bytes(tagged.value) == _replaced(_article("b"), founded_by("a"))


def _replaced(article: TaggedArticle, story_id: str) -> TaggedArticle:
    return TaggedArticle.from_bytes(with_story(article.to_bytes(), story_id))


def test_story_is_put_in_without_touching_the_text() -> None:
    article = _replaced(_article("a"), "0123456789abcdef")
    assert (article.story_id, article.title, article.body) == ("0123456789abcdef", 'عنوان "story_id":"y"', _TEXT)


def test_message_without_headers_is_outlined_again() -> None:
    window = StoryWindow()
    assign(_message(_article("a")), window)
    *_, tagged = assign(_message(_article("b"), headers=False), window)
    assert founded_by("a").encode() in (tagged.value or b"")


def test_message_that_is_no_article_is_rejected() -> None:
    foreign = Incoming(topic=OUTLINED_TOPIC, partition=0, offset=0, key=b"a", value=b"{}")
    with pytest.raises(ItemRejected):
        assign(foreign, StoryWindow())


@pytest.mark.parametrize(
    ("title", "status"),
    [("خبر", Status.CANCELED), ("خبر", Status.WITHHELD), ("لغو خبر: باران در شهر", Status.USABLE)],
)
def test_words_of_kills_holds_and_notes_make_no_story(title: str, status: Status) -> None:
    window = StoryWindow()
    for name in ("a", "b"):
        article = replace(_article(name, status), title=title)
        *_, tagged = assign(_message(article), window)
        assert founded_by(name).encode() in (tagged.value or b"")


def test_words_of_a_corrected_story_are_the_story() -> None:
    window = StoryWindow()
    assign(_message(_article("a")), window)
    *_, tagged = assign(_message(replace(_article("b"), title="اصلاحیه: باران در شهر")), window)
    assert founded_by("a").encode() in (tagged.value or b"")
