import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.article import Article, Status
from processors.stories.notes import Note, NoteKind, read_note
from processors.stories.state import history, visible
from processors.stories.ties import effect, tie

_ROOT = Path(__file__).parents[3]
_CASES = json.loads((_ROOT / "tests" / "cases" / "stories_notes.json").read_text(encoding="utf-8"))
_CORPUS = _ROOT.parent / "shared" / "corpus" / "news"
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _article(name: str = "urn:note", minute: int = 0, **fields: Any) -> Article:
    return Article(id=name, source="wire", received_at=_NOON + timedelta(minutes=minute), **fields)


def _read(case: dict[str, Any]) -> Note | None:
    return read_note(_article(title=case["title"], body=case["body"] or None, slug=case["slug"]))


@pytest.mark.parametrize("case", _CASES["notes"], ids=lambda case: case["label"])
def test_note_is_recognised_with_what_it_names(case: dict[str, Any]) -> None:
    note = _read(case)
    assert note is not None
    assert note.kind == case["kind"]
    if case["named"]:
        assert getattr(note, case["named"])


@pytest.mark.parametrize("case", _CASES["news"], ids=lambda case: case["label"])
def test_news_that_sounds_like_a_note_is_news(case: dict[str, Any]) -> None:
    assert _read(case) is None


@pytest.mark.skipif(not _CORPUS.exists(), reason="the corpus is not part of the project; it stands beside it")
def test_no_article_of_the_corpus_is_a_note() -> None:
    rows = [
        json.loads(line) for file in sorted(_CORPUS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()
    ]
    assert [row["id"] for row in rows if read_note(_article(title=row["title"], body=row["body"]))] == []


_STORY = _article(
    "urn:story-84512", title="سخنان استاندار دربارهٔ کمبود آب", slug="IRAN-WATER", url="https://wire.example/7"
)
_OTHER = _article("urn:story-84513", title="گشایش نمایشگاه کتاب در هرات")


@pytest.mark.parametrize(
    ("note", "by"),
    [
        (Note(NoteKind.KILL, ids=("urn:story-84512",)), "id"),
        (Note(NoteKind.KILL, ids=("84512",)), "id"),
        (Note(NoteKind.KILL, urls=("https://wire.example/7",)), "url"),
        (Note(NoteKind.KILL, slugs=("iran-water",)), "slug"),
        (Note(NoteKind.KILL, headlines=("سخنان استاندار درباره کمبود آب",)), "headline"),
    ],
)
def test_note_is_tied_to_the_story_that_it_names(note: Note, by: str) -> None:
    tied = tie(note, "wire", [_OTHER, _STORY])
    assert tied is not None
    assert (tied.article, tied.by) == (_STORY, by)


@pytest.mark.parametrize(
    ("note", "source"),
    [
        (Note(NoteKind.KILL), "wire"),
        (Note(NoteKind.KILL, headlines=("سخنان استاندار",)), "wire"),
        (Note(NoteKind.KILL, headlines=("کمبود نان در شهر",)), "wire"),
        (Note(NoteKind.KILL, ids=("4512",)), "wire"),
        (Note(NoteKind.KILL, ids=("urn:story-84512",)), "another wire"),
    ],
    ids=["names nothing", "part of a headline", "another headline", "end of a number", "of another source"],
)
def test_note_that_names_no_story_for_sure_is_not_tied(note: Note, source: str) -> None:
    assert tie(note, source, [_OTHER, _STORY]) is None


@pytest.mark.parametrize(
    ("label", "tied"),
    [
        (" - اصلاح شد", True),
        (" (اصلاحیه)", True),
        (" / لغو شد", True),
        (" | حذف شود", True),
        (" در هرات / لغو شد", False),
    ],
)
def test_label_behind_a_headline_means_that_headline(label: str, *, tied: bool) -> None:
    note = read_note(_article(title=f"{_STORY.title}{label}"))
    assert note is not None
    assert (tie(note, "wire", [_OTHER, _STORY]) is not None) is tied


def test_note_is_not_tied_when_two_stories_have_its_headline() -> None:
    twin = _article("urn:twin", title=_STORY.title)
    assert tie(Note(NoteKind.HOLD, headlines=(_STORY.title or "",)), "wire", [_STORY, twin]) is None


@pytest.mark.parametrize(
    ("kind", "status"),
    [(NoteKind.KILL, Status.CANCELED), (NoteKind.HOLD, Status.WITHHELD), (NoteKind.RELEASE, Status.USABLE)],
)
def test_note_changes_the_state_of_its_story(kind: NoteKind, status: Status) -> None:
    take = effect(Note(kind), _article(minute=5), _STORY)
    assert take is not None
    newest = history([take, _STORY]).newest
    assert (newest.status, newest.title) == (status, _STORY.title)
    assert visible(newest, _NOON) is (status is Status.USABLE)


@pytest.mark.parametrize("kind", [NoteKind.CORRECTION, NoteKind.ADVISORY, NoteKind.EMBARGO, NoteKind.UPDATE])
def test_other_notes_change_no_state(kind: NoteKind) -> None:
    assert effect(Note(kind), _article(), _STORY) is None
