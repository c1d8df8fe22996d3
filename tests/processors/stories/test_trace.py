from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.article import ARTICLES_TOPIC, Article, Status
from ingest.rejection import ItemRejected, Origin, Rejection, RejectReason, reject
from processors.stories.notes import NoteKind
from processors.stories.outline import Outline
from processors.stories.signature import sign
from processors.stories.taken import Basis, Taken
from processors.stories.trace import Evidence, Message, NoteOn, Verdict, trace

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _article(version: int = 1, **fields: Any) -> Article:
    return Article(id="urn:1", source="wire", received_at=_NOON, title="عنوان", version=version, **fields)


def _message(topic: str = ARTICLES_TOPIC, seconds: int = 1, version: int = 1, *, waits: bool = False) -> Message:
    at = _NOON + timedelta(seconds=seconds)
    return Message(topic=topic, place=f"{topic}/0/7", at=at, article=_article(version), waits=waits)


def _redelivery() -> Message:
    return replace(_message(waits=True), article=replace(_article(), received_at=_NOON + timedelta(hours=1)))


def _rejection(seconds: int) -> Rejection:
    failure = ItemRejected(RejectReason.MAPPING, "field x")
    return reject(failure, b"{}", Origin(stage="index"), _NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        (Evidence(article_id="urn:1"), Verdict.UNKNOWN),
        (Evidence(article_id="urn:1", messages=(_message(waits=True),)), Verdict.WAITING),
        (Evidence(article_id="urn:1", messages=(_message(),)), Verdict.LOST),
        (Evidence(article_id="urn:1", messages=(_message(),), rejections=(_rejection(2),)), Verdict.REJECTED),
        (Evidence(article_id="urn:1", rejections=(_rejection(2),)), Verdict.REJECTED),
        (
            Evidence(article_id="urn:1", messages=(_message(seconds=9, waits=True),), rejections=(_rejection(2),)),
            Verdict.WAITING,
        ),
        (Evidence(article_id="urn:1", document=_article()), Verdict.IN_SEARCH),
        (Evidence(article_id="urn:1", messages=(_message(),), document=_article()), Verdict.IN_SEARCH),
        (
            Evidence(article_id="urn:1", messages=(_message(version=2, waits=True),), document=_article()),
            Verdict.OLDER_VERSION,
        ),
        (Evidence(article_id="urn:1", document=_article(status=Status.CANCELED)), Verdict.CANCELED),
        (Evidence(article_id="urn:1", document=_article(status=Status.WITHHELD)), Verdict.WITHHELD),
        (Evidence(article_id="urn:1", document=_article(embargoed_until=_NOON + timedelta(1))), Verdict.EMBARGOED),
        (Evidence(article_id="urn:1", document=_article(expires_at=_NOON)), Verdict.EXPIRED),
        (Evidence(article_id="urn:1", document=_article(), acted_on="urn:2"), Verdict.CARRIED_OUT),
        (Evidence(article_id="urn:1", messages=(_redelivery(),), document=_article()), Verdict.IN_SEARCH),
        (Evidence(article_id="urn:1", messages=(_message(),), month_gone="2026.03"), Verdict.LET_GO),
    ],
)
def test_article_has_one_reason_to_be_or_not_to_be_in_search(evidence: Evidence, verdict: Verdict) -> None:
    judged = trace(evidence, _NOON)
    assert judged.verdict is verdict
    assert judged.told


def test_steps_stand_in_order_of_time_with_their_stages() -> None:
    signature = sign(Outline(0, ()))
    taken = Taken("urn:1", "0" * 16, _NOON + timedelta(seconds=3), Basis.NEAR, signature)
    evidence = Evidence(
        article_id="urn:1",
        messages=(_message("news.tagged", 4), _message(seconds=1)),
        rejections=(_rejection(6),),
        taken=(taken,),
        document=_article(),
        indexed_at=_NOON + timedelta(seconds=5),
        alerts={"باران": _NOON + timedelta(seconds=7)},
    )
    found = [(step.stage, step.outcome) for step in trace(evidence, _NOON).steps]
    assert found == [
        ("ingest", "received"),
        ("processors", "read"),
        ("stories", "near"),
        ("index", "read"),
        ("index", "indexed"),
        ("index", "rejected"),
        ("alerts", "alerted"),
    ]


def test_the_note_that_killed_an_article_is_named() -> None:
    note = NoteOn(article_id="urn:note", kind=NoteKind.KILL, at=_NOON, title="لغو: عنوان")
    other = replace(note, article_id="urn:other", kind=NoteKind.CORRECTION)
    found = trace(Evidence(article_id="urn:1", document=_article(status=Status.CANCELED), notes=(note, other)), _NOON)

    assert "urn:note" in found.told
    assert "urn:other" not in found.told
    assert [step.outcome for step in found.steps] == ["note-kill", "note-correction"]
