"""The delivery process: all couriers, the rules and the attempts they share. It ends when one of them cannot go on."""

import asyncio
import contextlib
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaProducer

from alerts.delivery.attempt import ATTEMPTS_TOPIC
from alerts.delivery.courier import STAGE, Courier
from alerts.delivery.history import History
from alerts.delivery.message import Reader
from alerts.delivery.target import Target
from alerts.rule import RULES_TOPIC, Rule, RuleRefused
from alerts.topics import Follower, Record, follow

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom:
    """What the newsroom has chosen: how it reads messages, and how long news.attempts keeps one of its own."""

    reader: Reader
    attempts_kept: timedelta


def run_delivery(kafka: str, targets: Mapping[str, Target], custom: Custom) -> None:
    """Deliver alerts to `targets` (by name) in this process until SIGTERM or SIGINT.

    Raises:
        LookupError: a topic of Peyk does not exist.
        ExceptionGroup: a courier met something unexpected; a supervisor starts the process again.
    """
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_until_stopped(kafka, targets, custom))


async def _until_stopped(kafka: str, targets: Mapping[str, Target], custom: Custom) -> None:
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    if this is not None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, this.cancel)
    await deliver(kafka, targets, custom)


async def deliver(kafka: str, targets: Mapping[str, Target], custom: Custom) -> None:
    """Deliver alerts to `targets` (by name) until cancelled."""
    rules = _Rules(frozenset(targets))
    history = History(custom.attempts_kept)
    async with (
        follow(kafka, RULES_TOPIC, rules.take) as rule_topic,
        follow(kafka, ATTEMPTS_TOPIC, history.take) as history.follower,
        AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True) as producer,
    ):
        await rule_topic.catch_up()
        _log.info("delivery begins", stage=STAGE, targets=", ".join(sorted(targets)) or "none")
        async with asyncio.TaskGroup() as group:
            group.create_task(_keep_on(rule_topic))
            for name, target in targets.items():
                courier = Courier(name, target, rules.known, history, producer, custom.reader)
                group.create_task(courier.run(kafka))


async def _keep_on(topic: Follower) -> None:
    while True:
        await topic.poll()


@dataclass(slots=True)
class _Rules:
    """The rules as they are now, for their digests, quiet hours and mutes."""

    targets: frozenset[str]
    known: dict[str, Rule] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        key = (record.key or b"").decode("utf-8", "replace")
        self.known.pop(key, None)
        if not record.value:
            return
        try:
            rule = Rule.from_bytes(record.value)
        except RuleRefused:
            return  # the matching worker writes the dead letter
        self.known[key] = rule
        if missing := set(rule.deliver) - self.targets:
            named = ", ".join(sorted(missing))
            _log.error("no such delivery", stage=STAGE, rule=rule.name, missing=f"[delivery.{named}] in peyk.toml")
