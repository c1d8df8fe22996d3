"""Read topics as they stand, outside any consumer group: dead letters, replay, how far each stage has come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    NotCoordinatorError,
)
from kafka.partitioner.default import murmur2


class KafkaUnreachable(Exception):  # noqa: N818 - it names a state of the world
    """Kafka does not answer; the message names the address and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a topic. `timestamp` is in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one consumer group has come on one topic: messages committed, messages there, and the difference."""

    group: str
    topic: str
    committed: int
    end: int

    @property
    def lag(self) -> int:
        """Messages that the group has not yet made safe downstream."""
        return self.end - self.committed


def read_topic(
    kafka: str, topic: str, *, since: datetime | None = None, until: datetime | None = None, key: bytes | None = None
) -> Iterator[Message]:
    """Yield the messages of `topic` that are there now, oldest first within each partition, and stop.

    Args:
        kafka: bootstrap servers, host:port[,host:port].
        topic: name of the topic; one that does not exist yields nothing.
        since: yield only messages that Kafka received at or after this moment.
        until: yield only messages that Kafka received before this moment.
        key: yield only messages of this key, from the one partition that it belongs to.

    Raises:
        KafkaUnreachable: no broker answers.
    """
    consumer = _consumer(kafka)
    try:
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
        if key is not None and partitions:
            partitions = [partitions[(murmur2(key) & 0x7FFFFFFF) % len(partitions)]]
        for message in _read(consumer, partitions, since, until):
            if key is None or message.key == key:
                yield message
    finally:
        consumer.close()


def _read(
    consumer: KafkaConsumer, partitions: Sequence[TopicPartition], since: datetime | None, until: datetime | None
) -> Iterator[Message]:
    ends = consumer.end_offsets(partitions) if partitions else {}
    starts = consumer.beginning_offsets(partitions) if partitions else {}
    if since and partitions:
        found = consumer.offsets_for_times(dict.fromkeys(partitions, int(since.timestamp() * 1000)))
        starts = {tp: found[tp].offset if found.get(tp) else ends[tp] for tp in partitions}
    open_partitions = {tp for tp in partitions if starts[tp] < ends[tp]}
    consumer.assign(list(open_partitions))
    for tp in open_partitions:
        consumer.seek(tp, starts[tp])
    last = int(until.timestamp() * 1000) if until else None
    while open_partitions:
        for tp, records in consumer.poll(timeout_ms=1000).items():
            for record in records:
                if record.offset < ends[tp] and (last is None or record.timestamp < last):
                    yield _message(record)
        # Position and not the last record decides: compaction and transactions leave offsets without a record.
        open_partitions = {tp for tp in open_partitions if consumer.position(tp) < ends[tp]}


def follow_topic(kafka: str, topic: str) -> Iterator[Message]:
    """Yield the messages that arrive on `topic` from now on, without end.

    Raises:
        KafkaUnreachable: no broker answers.
    """
    consumer = _consumer(kafka)
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        consumer.seek_to_end(*partitions)
        while True:
            for records in consumer.poll(timeout_ms=500).values():
                yield from map(_message, records)
    finally:
        consumer.close()


def progress(kafka: str, consumers: Sequence[tuple[str, str]]) -> tuple[Progress, ...]:
    """Tell for each (group, topic) how far it has come.

    Raises:
        KafkaUnreachable: no broker answers.
    """
    consumer = _consumer(kafka)
    admin = KafkaAdminClient(bootstrap_servers=kafka.split(","))
    try:
        return tuple(_progress(consumer, admin, group, topic) for group, topic in consumers)
    except KafkaError as error:
        raise _unreachable(kafka, error) from error
    finally:
        admin.close()
        consumer.close()


def broker_version(kafka: str) -> str:
    """Tell the version that the broker's protocol answers to, as "4.1".

    Raises:
        KafkaUnreachable: no broker answers.
    """
    consumer = _consumer(kafka)
    try:
        return ".".join(map(str, consumer.config["api_version"]))
    finally:
        consumer.close()


def committed_offsets(kafka: str, group: str, topic: str) -> dict[int, int]:
    """Tell for each partition of `topic` the first offset that `group` has not yet made safe downstream.

    Raises:
        KafkaUnreachable: no broker answers.
    """
    consumer = _consumer(kafka)
    admin = KafkaAdminClient(bootstrap_servers=kafka.split(","))
    try:
        return {tp.partition: offset for tp, offset in _committed(consumer, admin, group, topic).items()}
    except KafkaError as error:
        raise _unreachable(kafka, error) from error
    finally:
        admin.close()
        consumer.close()


def _progress(consumer: KafkaConsumer, admin: KafkaAdminClient, group: str, topic: str) -> Progress:
    committed = _committed(consumer, admin, group, topic)
    ends = consumer.end_offsets(list(committed)) if committed else {}
    return Progress(group=group, topic=topic, committed=sum(committed.values()), end=sum(ends.values()))


def _committed(
    consumer: KafkaConsumer, admin: KafkaAdminClient, group: str, topic: str
) -> Mapping[TopicPartition, int]:
    partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
    starts = consumer.beginning_offsets(partitions) if partitions else {}
    offsets = _group_offsets(admin, group)
    # -1 is Kafka's word for nothing committed yet: the group will begin at the oldest message there is.
    known = {tp: offsets[tp].offset for tp in partitions if tp in offsets and offsets[tp].offset >= 0}
    return {tp: known.get(tp, starts[tp]) for tp in partitions}


_NOTHING_COMMITTED = (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError)
"""What a fresh Kafka answers about its groups until the first one has committed something."""


def _group_offsets(admin: KafkaAdminClient, group: str) -> Mapping[TopicPartition, Any]:
    try:
        return cast("Mapping[TopicPartition, Any]", admin.list_group_offsets(group).get(group, {}))
    except _NOTHING_COMMITTED:
        return {}


def _consumer(kafka: str) -> KafkaConsumer:
    try:
        return KafkaConsumer(bootstrap_servers=kafka.split(","), enable_auto_commit=False)
    except KafkaError as error:
        raise _unreachable(kafka, error) from error


def _unreachable(kafka: str, error: KafkaError) -> KafkaUnreachable:
    return KafkaUnreachable(
        f"Kafka does not answer at {kafka} ({error!r}): is it running (`peyk engines status`), is PEYK_KAFKA right?"
    )


def _message(record: Any) -> Message:
    return Message(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        timestamp=record.timestamp,
        headers=tuple(record.headers or ()),
    )
