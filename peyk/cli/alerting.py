"""`peyk alerts`: what fired, live if wanted, and each attempt to deliver it."""

import contextlib
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import orjson
import typer

from peyk.cli.output import write_json, write_line, write_table
from peyk.settings import load_settings
from peyk.terminal import isolate, with_marks

if TYPE_CHECKING:
    from alerts.alert import Alert


def alerts(
    *,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more, until Ctrl-C.")] = False,
    attempts: Annotated[bool, typer.Option("--attempts", help="Show each attempt to deliver instead.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest to show.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show the alerts that fired, oldest first, by the clock of the newsroom (`time_zone`).

    Example: peyk alerts --follow
    """
    from alerts.alert import ALERTS_TOPIC, Alert
    from ingest.reader import follow_topic, read_topic
    from peyk.endpoints import endpoints

    settings = load_settings()
    kafka, zone = endpoints(settings).kafka, ZoneInfo(settings.time_zone)
    if attempts:
        _attempts(kafka, limit, zone, json=json)
        return
    fired = sorted(
        (Alert.from_bytes(m.value or b"") for m in read_topic(kafka, ALERTS_TOPIC)), key=lambda a: a.matched_at
    )
    for alert in fired[-limit:]:
        _show(alert, zone, json=json)
    if follow:
        with contextlib.suppress(KeyboardInterrupt):
            for message in follow_topic(kafka, ALERTS_TOPIC):
                _show(Alert.from_bytes(message.value or b""), zone, json=json)


def _show(alert: "Alert", zone: ZoneInfo, *, json: bool) -> None:
    if json:
        write_json([orjson.loads(alert.to_bytes())])
        return
    about = isolate(alert.title or alert.source)
    write_line(
        f"{alert.matched_at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {alert.kind:<10}  {isolate(alert.rule_name)}  {about}"
    )
    if alert.sentence:
        write_line(f"    {with_marks(alert.sentence.text, alert.sentence.marks)}")
    if alert.note:
        write_line(f"    {isolate(alert.note)}")


def _attempts(kafka: str, limit: int, zone: ZoneInfo, *, json: bool) -> None:
    from alerts.delivery.attempt import ATTEMPTS_TOPIC, Attempt, attempt_document
    from ingest.reader import read_topic

    newest = {each.id: each for each in (Attempt.from_bytes(m.value or b"") for m in read_topic(kafka, ATTEMPTS_TOPIC))}
    found = sorted(newest.values(), key=lambda attempt: attempt.at)[-limit:]
    if json:
        write_json(map(attempt_document, found))
        return
    rows = [
        (
            f"{x.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            x.target,
            x.number,
            x.outcome,
            x.alert_id,
            isolate(x.error) if x.error else "",
        )
        for x in found
    ]
    write_table([("at", "target", "attempt", "outcome", "alert", "error"), *rows])
