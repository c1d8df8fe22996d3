"""The second chance of dead letters: originals go back byte for byte, and only what was sent is marked."""

from datetime import UTC, datetime

from ingest.dead_letters import retry
from ingest.delivery import Outgoing, Report
from ingest.rejection import REJECTED_TOPIC, ItemRejected, Origin, Rejection, RejectReason, reject

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Sent(list[Outgoing]):
    """An outlet that keeps what it was given."""

    def send(self, message: Outgoing, report: Report) -> None:
        self.append(message)
        report(None)

    def drain(self) -> None:
        """Nothing is ever on its way here."""


def letter(original: bytes, topic: str | None) -> Rejection:
    origin = Origin(stage="processors", place="news.articles/0/7", topic=topic, article_id="a1")
    return reject(ItemRejected(RejectReason.TAGGING, "a fault"), original, origin, NOW)


def test_a_retry_sends_the_original_bytes_to_the_topic_they_were_refused_from() -> None:
    outlet = Sent()

    count, problems = retry([letter(b"\xff\x00", "news.articles")], outlet, lambda: NOW)

    assert (count, problems) == (1, ())
    assert outlet[0] == Outgoing("news.articles", b"a1", b"\xff\x00")


def test_a_retried_letter_is_marked_under_its_own_id() -> None:
    outlet, sent = Sent(), letter(b"x", "news.articles")

    retry([sent], outlet, lambda: NOW)

    marked = Rejection.from_bytes(outlet[1].value)
    assert (outlet[1].topic, outlet[1].key) == (REJECTED_TOPIC, sent.id.encode())
    assert (marked.id, marked.retried_at) == (sent.id, NOW)


def test_what_was_refused_before_kafka_is_told_and_not_marked() -> None:
    outlet = Sent()

    count, problems = retry([letter(b"x", None)], outlet, lambda: NOW)

    assert count == 0
    assert "ingest it again" in problems[0]
    assert not outlet
