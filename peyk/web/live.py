"""Follows news.rules and news.alerts for the pages: the rules as they stand, each alert to all who listen."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from aiokafka.errors import KafkaError

from alerts.alert import ALERTS_TOPIC, Alert
from alerts.rule import RULES_TOPIC, Rule, RuleRefused
from alerts.topics import Record, follow
from ingest.rejection import ItemRejected
from peyk.rulebook import change_rules

HEARTBEAT_SECONDS = 15.0
"""Silence after which a listener is told that the line still stands; proxies cut lines silent for a minute."""
MOST_WAITING = 200
_AGAIN_SECONDS = 3.0
_RULE_SECONDS = 5.0
_log = structlog.get_logger(__name__)


class Broadcast:
    """Gives every alert to every listener; one that does not keep up misses the oldest and finds them in the list."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Alert]] = set()

    def tell(self, alert: Alert) -> None:
        """Give one alert to all who listen now."""
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(alert)

    async def listen(self) -> AsyncGenerator[Alert | None]:
        """Yield every alert from now on, and null after a silence."""
        queue: asyncio.Queue[Alert] = asyncio.Queue(MOST_WAITING)
        self._listeners.add(queue)
        try:
            yield None
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield None
        finally:
            self._listeners.discard(queue)


class RuleShelf:
    """The rules as news.rules has them, kept by following it."""

    def __init__(self, kafka: str) -> None:
        self._kafka = kafka
        self._rules: dict[bytes, Rule] = {}

    def current(self) -> Sequence[Rule]:
        """Give the rules that stand, by name."""
        return sorted(self._rules.values(), key=lambda rule: rule.name)

    def take(self, record: Record) -> None:
        """Take one message of news.rules."""
        key = record.key or b""
        try:
            rule = Rule.from_bytes(record.value) if record.value else None
        except RuleRefused as error:
            _log.warning("rule not shown", error=str(error))
            return
        if rule is None:
            self._rules.pop(key, None)
        else:
            self._rules[key] = rule

    async def change(self, *, put: Sequence[Rule] = (), remove: Sequence[Rule] = ()) -> None:
        """Put and remove rules, and wait until they stand here too.

        Raises:
            KafkaUnreachable, RuleNotSent: Kafka did not take the change.
        """
        await asyncio.to_thread(change_rules, self._kafka, put=put, remove=remove)
        for _ in range(int(_RULE_SECONDS / 0.05)):
            if all(self._rules.get(rule.id.encode()) == rule for rule in put) and not any(
                rule.id.encode() in self._rules for rule in remove
            ):
                return
            await asyncio.sleep(0.05)


async def follow_for_ever(kafka: str, rules: RuleShelf, alerts: Broadcast) -> None:
    """Follow both topics until cancelled. A Kafka that is away is waited for."""
    while True:
        try:
            async with _following(kafka, rules, alerts) as polls:
                while True:
                    await asyncio.gather(*(poll() for poll in polls))
        except (KafkaError, LookupError, OSError) as error:
            _log.warning("live pages wait for Kafka", error=str(error))
            await asyncio.sleep(_AGAIN_SECONDS)


@asynccontextmanager
async def _following(
    kafka: str, rules: RuleShelf, alerts: Broadcast
) -> AsyncIterator[Sequence[Callable[[], Awaitable[int]]]]:
    async with AsyncExitStack() as stack:
        book = await stack.enter_async_context(follow(kafka, RULES_TOPIC, rules.take))
        told = await stack.enter_async_context(follow(kafka, ALERTS_TOPIC, lambda record: _tell(record, alerts)))
        await told.consumer.seek_to_end(*told.consumer.assignment())
        await book.catch_up()
        yield book.poll, told.poll


def _tell(record: Record, alerts: Broadcast) -> None:
    try:
        alerts.tell(Alert.from_bytes(record.value))
    except ItemRejected as error:
        _log.warning("alert not shown", error=str(error))
