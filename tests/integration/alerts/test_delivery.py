"""Real alerts on a real Kafka, carried to a local SMTP and HTTP receiver that fail, hang and recover."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from aiokafka import AIOKafkaProducer
from pydantic import SecretStr

from alerts.alert import ALERTS_TOPIC, Alert, AlertKind, Sentence
from alerts.delivery.attempt import ATTEMPTS_TOPIC, Attempt, Outcome
from alerts.delivery.courier import AT_ONCE, Courier
from alerts.delivery.history import History
from alerts.delivery.message import Reader
from alerts.delivery.office import Custom, deliver
from alerts.delivery.signature import verify
from alerts.delivery.target import Kind, Target
from alerts.rule import RULES_TOPIC, rule_from_mapping
from alerts.topics import follow
from ingest.rejection import REJECTED_TOPIC, Rejection, RejectReason

from .conftest import http_receiver, mail_receiver, read_all, until, writing

HERE = Path(__file__).parent
SIGNED_WITH = "a-shared-secret"
CUSTOM = Custom(reader=Reader(ZoneInfo("Asia/Kabul"), "prs"), attempts_kept=timedelta(days=30))
QUICK = {"timeout": 1.0, "first_retry": 0.2, "longest_retry": 0.5}


def webhook(url: str, **changes: Any) -> Target:
    fields = {"kind": Kind.WEBHOOK, "url": SecretStr(url), "secrets": (SecretStr(SIGNED_WITH),), "allow_private": True}
    return Target(**{**fields, **QUICK, **changes})


def alert_for(*names: str, **changes: Any) -> Alert:
    now = datetime.now(UTC)
    fields = {
        "id": uuid4().hex,
        "kind": AlertKind.MATCH,
        "rule_id": f"r-{uuid4().hex}",
        "rule_name": "آتش\u200cبس",
        "deliver": names,
        "source": "bakhtar",
        "title": "گفت\u200cوگو در دوحه",
        "arrived_at": now,
        "matched_at": now,
        "sentence": Sentence(text="از آتش\u200cبس گفتند.", marks=((3, 9),)),
    }
    return Alert(**{**fields, **changes})


@asynccontextmanager
async def delivering(kafka: str, targets: dict[str, Target]) -> AsyncIterator[None]:
    task = asyncio.create_task(deliver(kafka, targets, CUSTOM))
    try:
        yield
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def attempts_of(kafka: str, alert: Alert) -> list[Attempt]:
    found = [Attempt.from_bytes(value) for value in await read_all(kafka, ATTEMPTS_TOPIC)]
    return sorted((a for a in found if a.alert_id == alert.id), key=lambda a: (a.at, a.outcome != Outcome.SENDING))


def name() -> str:
    return f"t{uuid4().hex[:8]}"


async def test_a_webhook_that_fails_and_hangs_gets_the_alert_once_it_recovers(kafka: str) -> None:
    desk = name()
    alert = alert_for(desk)
    async with (
        http_receiver([500, "hang"]) as receiver,
        writing(kafka) as write,
        delivering(kafka, {desk: webhook(receiver.url)}),
    ):
        await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        await until(lambda: len(receiver.requests) == 3)
        await asyncio.sleep(1)

    ids = {verify(headers, body, [SIGNED_WITH], time.time()) for headers, body in receiver.requests}
    assert ids == {alert.id}
    assert len(receiver.requests) == 3
    assert json.loads(receiver.requests[-1][1])["alerts"][0]["title"] == alert.title
    outcomes = [(a.number, a.outcome, a.error) for a in await attempts_of(kafka, alert) if a.outcome != Outcome.SENDING]
    assert outcomes == [
        (1, Outcome.FAILED, "HTTP 500"),
        (2, Outcome.FAILED, "no answer within 1 s"),
        (3, Outcome.DELIVERED, None),
    ]


async def test_mail_is_sent_again_until_it_is_taken_and_reads_right_to_left(kafka: str) -> None:
    desk = name()
    alert = alert_for(desk)
    async with mail_receiver(["refuse"]) as receiver, writing(kafka) as write:
        url = f"mailto://localhost:{receiver.port}?from=peyk@example.org&to=desk@example.org&mode=insecure"
        async with delivering(kafka, {desk: Target(url=SecretStr(url), **{**QUICK, "timeout": 5.0})}):
            await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
            await until(lambda: receiver.mails)

    (mail,) = receiver.mails
    html = mail.get_body(("html",))
    assert html is not None
    assert '<div dir="rtl"' in html.get_content()
    assert "<mark>آتش\u200cبس</mark>" in html.get_content()
    assert "گفت\u200cوگو در دوحه" in str(mail["subject"])
    assert mail["X-Peyk-Id"] == alert.id
    assert receiver.tried == 2


async def test_a_dead_target_does_not_hold_up_another(kafka: str) -> None:
    dead, alive = name(), name()
    alerts = [alert_for(dead, alive) for _ in range(20)]
    async with (
        http_receiver(["hang"] * 100) as broken,
        http_receiver() as healthy,
        writing(kafka) as write,
        delivering(kafka, {dead: webhook(broken.url), alive: webhook(healthy.url)}),
    ):
        for alert in alerts:
            await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        await until(lambda: len(healthy.requests) == 20, 5)

    assert {headers["webhook-id"] for headers, _ in healthy.requests} == {alert.id for alert in alerts}


async def test_after_the_last_attempt_the_alert_is_a_dead_letter_and_a_person_can_send_it_again(kafka: str) -> None:
    desk = name()
    alert = alert_for(desk)

    async def letters() -> list[Rejection]:
        found = [Rejection.from_bytes(value) for value in await read_all(kafka, REJECTED_TOPIC)]
        return [letter for letter in found if letter.original_bytes == alert.to_bytes()]

    async with (
        http_receiver([503, 503]) as receiver,
        writing(kafka) as write,
        delivering(kafka, {desk: webhook(receiver.url, attempts=2)}),
    ):
        await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        await until(letters)
        (letter,) = await letters()
        assert letter.topic is not None
        await write(letter.topic, letter.id, letter.original_bytes)
        await until(lambda: len(receiver.requests) == 3)

    assert (letter.reason, letter.stage) == (RejectReason.DELIVERY, "delivery")
    assert "HTTP 503" in letter.error
    assert "s3cret-path" not in letter.error


@pytest.mark.parametrize(("answer", "told"), [(410, "gone"), (400, "HTTP 400"), (302, "HTTP 302")])
async def test_what_can_never_succeed_is_given_up_or_not_followed(kafka: str, answer: int, told: str) -> None:
    desk = name()
    alert = alert_for(desk)
    async with (
        http_receiver([answer] * 3) as receiver,
        writing(kafka) as write,
        delivering(kafka, {desk: webhook(receiver.url, attempts=1)}),
    ):
        await write(ALERTS_TOPIC, alert.id, alert.to_bytes())

        async def settled() -> bool:
            return any(a.outcome == Outcome.GIVEN_UP for a in await attempts_of(kafka, alert))

        await until(settled)

    last = (await attempts_of(kafka, alert))[-1]
    assert told in str(last.error)
    assert len(receiver.requests) == 1


async def test_a_private_address_is_refused_unless_it_is_allowed(kafka: str) -> None:
    desk = name()
    alert = alert_for(desk)
    async with (
        http_receiver() as receiver,
        writing(kafka) as write,
        delivering(kafka, {desk: webhook(receiver.url, allow_private=False)}),
    ):
        await write(ALERTS_TOPIC, alert.id, alert.to_bytes())

        async def given_up() -> bool:
            return any(a.outcome == Outcome.GIVEN_UP for a in await attempts_of(kafka, alert))

        await until(given_up)

    assert receiver.requests == []
    told = (await attempts_of(kafka, alert))[-1].error
    assert told is not None
    assert "not a public address" in told
    assert "s3cret-path" not in told


async def test_an_alert_that_kafka_holds_twice_is_delivered_once_also_after_a_restart(kafka: str) -> None:
    desk = name()
    alert = alert_for(desk)
    async with http_receiver() as receiver, writing(kafka) as write:
        for _ in range(2):
            async with delivering(kafka, {desk: webhook(receiver.url)}):
                await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
                await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
                await until(lambda: receiver.requests)
                await asyncio.sleep(1.5)

    assert len(receiver.requests) == 1


async def test_what_was_being_sent_when_the_process_died_is_sent_again_and_marked(kafka: str) -> None:
    desk = name()
    alert = alert_for(desk)
    async with http_receiver(["hang"]) as receiver, writing(kafka) as write:
        patient = webhook(receiver.url, timeout=20)
        async with delivering(kafka, {desk: patient}):
            await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
            await until(lambda: receiver.requests)
        async with delivering(kafka, {desk: patient}):
            await until(lambda: len(receiver.requests) == 2)
            await asyncio.sleep(0.5)

    first, second = (headers for headers, _ in receiver.requests)
    assert first["webhook-id"] == second["webhook-id"]
    assert "peyk-repeat" not in first
    assert second["peyk-repeat"] == "possible"


def courier(desk: str, target: Target, history: History, producer: AIOKafkaProducer) -> Courier:
    return Courier(desk, target, {}, history, producer, CUSTOM.reader)


async def attempted(write: Any, desk: str, alert: Alert, outcome: Outcome) -> None:
    attempt = Attempt(
        alert_id=alert.id,
        rule_id=alert.rule_id,
        kind=alert.kind,
        target=desk,
        number=1,
        outcome=outcome,
        at=datetime.now(UTC),
        message_id=alert.id,
    )
    await write(ATTEMPTS_TOPIC, attempt.key.decode(), attempt.to_bytes())


async def test_nothing_is_sent_before_the_attempts_of_others_are_known(kafka: str) -> None:
    desk = name()
    died_sending, delivered = alert_for(desk), alert_for(desk)
    history = History(CUSTOM.attempts_kept)

    class Slow(History):
        async def catch_up(self) -> None:
            """Take so long that whoever does not wait sends meanwhile."""
            with suppress(TimeoutError):
                await until(lambda: receiver.requests, 3)
            await history.catch_up()
            self.note(history.of(desk))

    async with (
        http_receiver() as receiver,
        writing(kafka) as write,
        follow(kafka, ATTEMPTS_TOPIC, history.take) as history.follower,
        AIOKafkaProducer(bootstrap_servers=kafka, acks="all") as producer,
    ):
        await attempted(write, desk, died_sending, Outcome.SENDING)
        await attempted(write, desk, delivered, Outcome.DELIVERED)
        for alert in (delivered, died_sending):
            await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        slow = Slow(CUSTOM.attempts_kept)
        task = asyncio.create_task(courier(desk, webhook(receiver.url), slow, producer).run(kafka))
        await until(lambda: receiver.requests or task.done())
        await asyncio.sleep(1)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    assert [(headers["webhook-id"], headers.get("peyk-repeat")) for headers, _ in receiver.requests] == [
        (died_sending.id, "possible")
    ]


async def test_a_courier_that_cannot_learn_the_attempts_ends_and_sends_nothing(kafka: str) -> None:
    desk = name()
    alert = alert_for(desk)

    class Broken(History):
        async def catch_up(self) -> None:
            raise LookupError("no such topic")

    async with (
        http_receiver() as receiver,
        writing(kafka) as write,
        AIOKafkaProducer(bootstrap_servers=kafka, acks="all") as producer,
    ):
        await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        broken = Broken(CUSTOM.attempts_kept)
        with pytest.raises(LookupError):
            await asyncio.wait_for(courier(desk, webhook(receiver.url), broken, producer).run(kafka), 30)

    assert receiver.requests == []


async def test_an_attempt_on_record_is_sent_even_when_a_rebalance_begins_meanwhile(kafka: str) -> None:
    """Else it would be in doubt, and come from the next courier with the mark of a repeat."""
    desk = name()
    alert = alert_for(desk)
    asked, answered = asyncio.Event(), asyncio.Event()

    class Slow(AIOKafkaProducer):  # type: ignore[misc] # aiokafka ships no types
        async def send(self, topic: str, *args: Any, **kwargs: Any) -> Any:
            asked.set()
            await answered.wait()
            return await super().send(topic, *args, **kwargs)

    async with (
        http_receiver() as receiver,
        writing(kafka) as write,
        Slow(bootstrap_servers=kafka, acks="all") as producer,
    ):
        await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        history = History(CUSTOM.attempts_kept)
        task = asyncio.create_task(courier(desk, webhook(receiver.url), history, producer).run(kafka))
        await asyncio.wait_for(asked.wait(), 30)
        task.cancel()
        await asyncio.sleep(0.2)
        answered.set()
        with suppress(asyncio.CancelledError):
            await task
        async with delivering(kafka, {desk: webhook(receiver.url)}):
            await asyncio.sleep(2)
        made = await attempts_of(kafka, alert)

    sent = [(headers["webhook-id"], headers.get("peyk-repeat")) for headers, _ in receiver.requests]
    assert sent == [(alert.id, None)]
    assert [attempt.outcome for attempt in made] == [Outcome.SENDING, Outcome.DELIVERED]


async def test_processes_that_come_and_go_send_each_alert_once_and_unmarked(kafka: str) -> None:
    desk = name()
    alerts = [alert_for(desk) for _ in range(120)]

    async def feed(write: Any) -> None:
        for alert in alerts:
            await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
            await asyncio.sleep(0.05)

    async with http_receiver() as receiver, writing(kafka) as write:
        desks = {desk: webhook(receiver.url, timeout=5.0)}
        async with delivering(kafka, desks):
            fed = asyncio.create_task(feed(write))
            for _ in range(3):
                seen = len(receiver.requests)
                async with delivering(kafka, desks):
                    await until(lambda seen=seen: fed.done() or len(receiver.requests) > seen + 5)
            await fed
            await until(lambda: {headers["webhook-id"] for headers, _ in receiver.requests} >= {a.id for a in alerts})
            await asyncio.sleep(0.5)

    assert sorted(headers["webhook-id"] for headers, _ in receiver.requests) == sorted(alert.id for alert in alerts)
    assert not any("peyk-repeat" in headers for headers, _ in receiver.requests)


@contextmanager
def office(kafka: str, desk: str, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """One delivery process, killed at the end if nobody did it before."""
    command = [sys.executable, HERE / "run_delivery.py", kafka, desk, url, SIGNED_WITH]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def test_processes_killed_while_they_send_lose_nothing_and_mark_what_may_repeat(kafka: str) -> None:
    desk = name()
    alerts = [alert_for(desk) for _ in range(80)]
    async with http_receiver(["hang", 200, 200, "hang", *[200] * 15, "hang"]) as receiver, writing(kafka) as write:

        def told() -> set[str]:
            return {headers["webhook-id"] for headers, _ in receiver.requests}

        for alert in alerts:
            await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        with office(kafka, desk, receiver.url) as first, office(kafka, desk, receiver.url) as second:
            await until(lambda: len(receiver.requests) >= 6, 90)
            first.kill()
            await until(lambda: len(told()) >= 40, 90)
            second.kill()
        with office(kafka, desk, receiver.url):
            await until(lambda: told() == {alert.id for alert in alerts}, 90)

            async def settled() -> bool:
                found = [Attempt.from_bytes(value) for value in await read_all(kafka, ATTEMPTS_TOPIC)]
                done = {a.alert_id for a in found if a.target == desk and a.outcome is Outcome.DELIVERED}
                return done == {alert.id for alert in alerts}

            await until(settled, 60)

    marked: dict[str, list[bool]] = {}
    for headers, _ in receiver.requests:
        marked.setdefault(headers["webhook-id"], []).append("peyk-repeat" in headers)
    repeated = [marks for marks in marked.values() if len(marks) > 1]
    assert all(marks == [False] + [True] * (len(marks) - 1) for marks in repeated), repeated
    assert len(repeated) <= 3 * 2 * AT_ONCE


async def test_mail_that_was_taken_when_the_process_was_killed_comes_again_under_the_same_id_and_says_so(
    kafka: str,
) -> None:
    desk = name()
    alert = alert_for(desk)
    async with mail_receiver(["mute"]) as receiver, writing(kafka) as write:
        url = f"mailto://localhost:{receiver.port}?from=peyk@example.org&to=desk@example.org&mode=insecure"
        await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
        with office(kafka, desk, url) as process:
            await until(lambda: receiver.mails, 90)
            process.kill()
        with office(kafka, desk, url):

            async def settled() -> bool:
                found = [Attempt.from_bytes(value) for value in await read_all(kafka, ATTEMPTS_TOPIC)]
                return any(a.target == desk and a.outcome is Outcome.DELIVERED for a in found)

            await until(settled, 90)

    first, second = receiver.mails
    texts = [part.get_content() for mail in (first, second) if (part := mail.get_body(("html",)))]
    assert first["X-Peyk-Id"] == second["X-Peyk-Id"] == alert.id
    assert ["شاید تکراری باشد" in text for text in texts] == [False, True]


async def test_what_is_over_the_throttle_waits_and_a_kill_does_not(kafka: str) -> None:
    desk = name()
    rule = rule_from_mapping({"name": desk, "query": "x", "throttle": {"alerts": 1, "minutes": 5}})
    first, second = (alert_for(desk, rule_id=rule.id) for _ in range(2))
    kill = alert_for(desk, rule_id=rule.id, kind=AlertKind.KILL)
    async with http_receiver() as receiver, writing(kafka) as write:
        await write(RULES_TOPIC, rule.id, rule.to_bytes())
        async with delivering(kafka, {desk: webhook(receiver.url)}):
            for alert in (first, second, kill):
                await write(ALERTS_TOPIC, alert.id, alert.to_bytes())
            await until(lambda: len(receiver.requests) == 2)
            await asyncio.sleep(1)
        await write(RULES_TOPIC, rule.id, None)

    assert {headers["webhook-id"] for headers, _ in receiver.requests} in (
        {first.id, kill.id},
        {second.id, kill.id},
    )
