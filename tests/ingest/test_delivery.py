"""Delivery against an outlet that is a list: what is counted, what is settled, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ingest.article import ARTICLES_TOPIC, Article
from ingest.delivery import MAX_ARTICLE, Counts, Outgoing, Report, ingest
from ingest.reader import KafkaUnreachable
from ingest.received import Lot, Received, Refused, Settlement
from ingest.rejection import REJECTED_TOPIC, ItemRejected, Rejection, RejectReason

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class ListOutlet:
    """Keeps messages in a list; confirms them at the drain, as Kafka confirms later than it takes."""

    def __init__(self, *, fails_after: int | None = None, refuses: frozenset[str] = frozenset()) -> None:
        self.messages: list[Outgoing] = []
        self._reports: list[tuple[Outgoing, Report]] = []
        self._fails_after = fails_after
        self._refuses = refuses

    def send(self, message: Outgoing, report: Report) -> None:
        if self._fails_after is not None and len(self.messages) >= self._fails_after:
            raise KafkaUnreachable("Kafka does not answer")
        self.messages.append(message)
        self._reports.append((message, report))

    def drain(self) -> None:
        for message, report in self._reports:
            report("too old" if message.key.decode() in self._refuses else None)
        self._reports.clear()


def article(name: str, body: str = "متن خبر") -> Article:
    return Article(id=name, source="parvaz", received_at=NOW, body=body)


def refused() -> Refused:
    failure = ItemRejected(RejectReason.MALFORMED, "not JSON")
    return Refused(failure=failure, original=b"{broken", place="wire.jsonl:2", source="parvaz")


def lot(*items: Received, into: list[Settlement] | None = None) -> Lot:
    settled = into if into is not None else []
    return Lot(place="wire.jsonl", items=items, settle=settled.append)


def test_articles_and_dead_letters_go_to_their_topics_under_their_ids() -> None:
    outlet = ListOutlet()

    counts = ingest([lot(article("a"), refused(), article("b"))], outlet, clock=lambda: NOW)

    assert counts == Counts(read=3, sent=2, rejected=1)
    assert [(m.topic, m.key) for m in outlet.messages if m.topic == ARTICLES_TOPIC] == [
        (ARTICLES_TOPIC, b"a"),
        (ARTICLES_TOPIC, b"b"),
    ]
    [letter] = [Rejection.from_bytes(m.value or b"") for m in outlet.messages if m.topic == REJECTED_TOPIC]
    assert (letter.origin, letter.original_bytes, letter.stage) == ("wire.jsonl:2", b"{broken", "ingest")


def test_a_lot_is_settled_only_after_kafka_has_confirmed_its_last_item() -> None:
    settled: list[Settlement] = []
    outlet = ListOutlet()

    def items() -> Iterator[Received]:
        yield article("a")
        yield refused()
        assert not settled

    ingest([Lot(place="wire.jsonl", items=items(), settle=settled.append)], outlet)

    [settlement] = settled
    assert (settlement.delivered, settlement.refused, settlement.failed, settlement.safe) == (1, 1, 0, True)
    assert settlement.reasons == ("wire.jsonl:2: malformed: not JSON",)


def test_what_kafka_does_not_take_is_counted_and_its_lot_is_not_safe() -> None:
    first: list[Settlement] = []
    second: list[Settlement] = []
    outlet = ListOutlet(refuses=frozenset({"b"}))

    counts = ingest([lot(article("a"), article("b"), into=first), lot(article("c"), into=second)], outlet)

    assert (counts.read, counts.sent, counts.failed) == (3, 2, 1)
    assert counts.problems == ("wire.jsonl: too old",)
    assert [first[0].safe, second[0].safe] == [False, True]


def test_when_kafka_is_gone_reading_stops_and_every_item_read_is_accounted_for() -> None:
    settled: list[Settlement] = []
    items = [article(str(number)) for number in range(5)]

    counts = ingest([lot(*items, into=settled), lot(article("never"))], ListOutlet(fails_after=3))

    assert (counts.read, counts.sent, counts.failed) == (4, 0, 4)
    assert counts.problems == ("Kafka does not answer",)
    assert not settled[0].safe


def test_a_source_that_cannot_be_opened_fails_alone() -> None:
    def items() -> Iterator[Received]:
        yield from ()
        raise PermissionError(13, "Permission denied")

    counts = ingest([Lot(place="secret.txt", items=items()), lot(article("a"))], ListOutlet())

    assert (counts.sent, counts.failed) == (1, 1)
    assert counts.problems == ("secret.txt: cannot be read: Permission denied",)


def test_a_lot_that_cannot_be_marked_as_done_is_told_and_the_others_are_settled() -> None:
    settled: list[Settlement] = []

    def full_disk(_settlement: Settlement) -> None:
        raise OSError(28, "No space left on device")

    counts = ingest(
        [Lot(place="a.txt", items=[article("a")], settle=full_disk), lot(article("b"), into=settled)], ListOutlet()
    )

    assert (counts.sent, counts.failed, len(settled)) == (2, 1, 1)
    assert "a.txt: delivered, but not marked as done" in counts.problems[0]


def test_an_article_too_large_for_kafka_becomes_a_dead_letter_that_fits() -> None:
    outlet = ListOutlet()

    counts = ingest([lot(article("huge", "خبر " * MAX_ARTICLE))], outlet)

    assert (counts.sent, counts.rejected) == (0, 1)
    [message] = outlet.messages
    assert Rejection.from_bytes(message.value or b"").reason is RejectReason.TOO_LARGE
    assert len(message.value or b"") < 4_000_000


def test_a_dead_letter_that_would_not_fit_keeps_the_beginning_of_its_original() -> None:
    outlet = ListOutlet()
    failure = ItemRejected(RejectReason.MALFORMED, "not JSON")
    noise = Refused(failure=failure, original=b"\x01" * 2_000_000, place="noise:1")

    ingest([lot(noise)], outlet)

    [message] = outlet.messages
    assert len(message.value or b"") < 4_000_000
    assert Rejection.from_bytes(message.value or b"").original_bytes == b"\x01" * 100_000


def test_progress_and_observer_are_told_of_each_item() -> None:
    told: list[Counts] = []
    observed: list[tuple[str, str | None]] = []

    ingest(
        [lot(article("a"), refused())],
        ListOutlet(refuses=frozenset({"a"})),
        progress=told.append,
        observe=lambda item, problem: observed.append((type(item).__name__, problem)),
    )

    assert [counts.read for counts in told] == [1, 2]
    assert observed == [("Article", "too old"), ("Refused", None)]


@pytest.mark.parametrize("number", [0, 1, 30])
def test_as_many_reports_as_items_whatever_the_number(number: int) -> None:
    counts = ingest([lot(*(article(str(n)) for n in range(number)))], ListOutlet())

    assert (counts.read, counts.sent) == (number, number)
