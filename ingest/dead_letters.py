"""What lies in news.rejected: read it, and send the originals again once the cause is mended."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import ValidationError

from ingest.delivery import Outgoing, Outlet
from ingest.reader import Message, read_topic
from ingest.rejection import REJECTED_TOPIC, Rejection, RejectReason


def dead_letters(kafka: str) -> tuple[Rejection, ...]:
    """Read all dead letters, oldest first; of one that was written twice, the newer.

    Raises:
        KafkaUnreachable: Kafka does not answer.
    """
    letters: dict[str, Rejection] = {}
    for message in read_topic(kafka, REJECTED_TOPIC):
        letter = _letter(message)
        letters.pop(letter.id, None)
        letters[letter.id] = letter
    return tuple(letters.values())


def _letter(message: Message) -> Rejection:
    try:
        return Rejection.from_bytes(message.value or b"")
    except ValidationError as error:
        # Somebody else wrote here. A letter that cannot be read is still shown, or it would be lost after all.
        place = f"{message.topic}/{message.partition}/{message.offset}"
        return Rejection(
            id=place,
            stage="unknown",
            reason=RejectReason.MALFORMED,
            error=f"the dead letter itself cannot be read: {error.errors()[0]['msg']}",
            rejected_at=datetime.fromtimestamp(message.timestamp / 1000, UTC),
            original=repr(message.value),
            origin=place,
        )


def retry(letters: Iterable[Rejection], outlet: Outlet, clock: Callable[[], datetime]) -> tuple[int, tuple[str, ...]]:
    """Send originals again to the topic they were refused from, and mark their letters as retried.

    Returns:
        How many were sent, and a sentence for each that could not be.

    Raises:
        KafkaUnreachable: Kafka did not take them; the letters stay unmarked.
    """
    sent: list[Rejection] = []
    problems: list[str] = []
    for letter in letters:
        if letter.topic is None:
            problems.append(f"{letter.id}: refused before Kafka, at {letter.origin}: mend it there and ingest it again")
            continue
        key = (letter.article_id or letter.id).encode()
        outlet.send(Outgoing(letter.topic, key, letter.original_bytes), _noted(problems, letter))
        sent.append(letter)
    outlet.drain()
    for letter in sent:
        marked = replace(letter, retried_at=clock())
        outlet.send(Outgoing(REJECTED_TOPIC, letter.id.encode(), marked.to_bytes()), _noted(problems, letter))
    outlet.drain()
    return len(sent), tuple(problems)


def _noted(problems: list[str], letter: Rejection) -> Callable[[str | None], None]:
    def report(problem: str | None) -> None:
        if problem is not None:
            problems.append(f"{letter.id}: {problem}")

    return report
