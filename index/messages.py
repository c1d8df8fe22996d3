"""From messages of news.tagged to documents, and of news.rejected to its copy: what is written, refused and told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

import orjson

from index.elastic import BAD_REQUEST, Elastic, Update
from index.notes import act_on_notes
from index.templates import REJECTED_INDEX
from index.writer import Fate, Outcome, Writer
from ingest.outcome import delayed, tell
from ingest.rejection import ItemRejected, Rejection
from processors.downstream import DownstreamUnavailable
from processors.messages import REPLAY_HEADER, rejected_message
from processors.stage import Incoming, Outgoing
from processors.tagged_article import TaggedArticle

STAGE = "index"


async def index_batch(batch: Sequence[Incoming], writer: Writer, elastic: Elastic) -> tuple[Outgoing, ...]:
    """Write a batch of tagged articles; give the dead letters of those that cannot be written, and what notes ask.

    Raises:
        DownstreamUnavailable: Elasticsearch is away; nothing may be acknowledged.
    """
    now = datetime.now(UTC)
    letters: list[Outgoing] = []
    readable: list[tuple[Incoming, TaggedArticle]] = []
    for incoming in batch:
        try:
            readable.append((incoming, TaggedArticle.from_bytes(incoming.value)))
        except ItemRejected as failure:
            letters.append(rejected_message(incoming, failure, now, None, STAGE))
    replayed = {article.id for incoming, article in readable if REPLAY_HEADER in incoming.headers}
    outcomes = await writer.write([article for _, article in readable], replayed)
    for (incoming, article), outcome in zip(readable, outcomes, strict=True):
        if outcome.failure:
            letters.append(rejected_message(incoming, outcome.failure, now, article, STAGE))
        else:
            _tell(outcome)
    # Late takes too: a note that killed one of them, or was received after it, has its say whatever came in between.
    kept = [outcome.article for outcome in outcomes if outcome.fate is not Fate.REJECTED]
    return (*letters, *await act_on_notes(kept, elastic))


def _tell(outcome: Outcome) -> None:
    article = outcome.article
    if outcome.fate is Fate.INDEXED:
        delayed(STAGE, article.received_at, datetime.now(UTC))
    tell(STAGE, outcome.fate, source=article.source, article=article.id, version=article.version_number)


Updates = Callable[[Incoming], Iterable[Update]]
"""What one message of another topic changes in its index. Raises ValueError when the message is none of that topic."""


async def copy_batch(batch: Sequence[Incoming], updates: Updates, elastic: Elastic) -> tuple[Outgoing, ...]:
    """Copy records to the index that Kibana shows; their topic itself stays the record.

    Raises:
        DownstreamUnavailable: Elasticsearch is away.
    """
    for answer in await elastic.bulk(tuple(_all_updates(batch, updates))):
        if answer.error is None:
            continue
        if answer.status != BAD_REQUEST:
            raise DownstreamUnavailable(answer.error)
        tell(STAGE, "not-copied", error=answer.error)
    return ()


def _all_updates(batch: Iterable[Incoming], updates: Updates) -> Iterator[Update]:
    for incoming in batch:
        try:
            yield from updates(incoming)
        except ValueError as error:
            tell(STAGE, "not-copied", article=incoming.place, error=str(error))


def rejection_updates(incoming: Incoming) -> Iterator[Update]:
    """Give the copy of one dead letter."""
    letter = Rejection.from_bytes(incoming.value)
    record = {name: value for name, value in orjson.loads(incoming.value).items() if value is not None}
    yield Update(index=REJECTED_INDEX, id=letter.id, fields=record)
