"""Says when an alert is to be delivered: at once, with a digest, after the quiet hours, or never. No clock in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.alert import FOLLOW_UPS, Alert
from alerts.rhythm import next_hour
from alerts.rule import Digest, QuietHours, Rule

MAX_DIGEST = 200
"""Alerts in one digest; a longer one leaves as several messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When to deliver (`at`, null: never, the rule is muted), and whether together with what else waits by then."""

    at: datetime | None
    together: bool = False


def plan(alert: Alert, rule: Rule | None, sent: Sequence[datetime], now: datetime) -> Plan:
    """Plan the delivery of `alert` to one target.

    `rule` is the rule as it stands now (null: it was removed; what it had fired is still told). `sent` are the times
    of the messages that the target was sent for this rule lately. Corrections, holds and kills wait for nothing.
    """
    if rule is None or alert.kind in FOLLOW_UPS:
        return Plan(at=now)
    if rule.muted(now):
        return Plan(at=None)
    due = max(_digest_time(alert, rule), _throttled_until(rule, sent, now), now)
    due = _after_quiet_hours(due, rule.quiet_hours, rule.time_zone)
    return Plan(at=due, together=due > now or rule.digest is not Digest.IMMEDIATE)


def _digest_time(alert: Alert, rule: Rule) -> datetime:
    local = alert.matched_at.astimezone(rule.time_zone)
    if rule.digest is Digest.HOURLY:
        return next_hour(alert.matched_at, rule.time_zone)
    if rule.digest is Digest.DAILY:
        return _next(local, rule.digest_at)
    return local


def _throttled_until(rule: Rule, sent: Sequence[datetime], now: datetime) -> datetime:
    if rule.throttle is None:
        return now
    window = timedelta(minutes=rule.throttle.minutes)
    within = sorted(at for at in sent if at > now - window)
    return within[-rule.throttle.alerts] + window if len(within) >= rule.throttle.alerts else now


def _after_quiet_hours(due: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> datetime:
    if quiet is None or quiet.start == quiet.until:
        return due
    local = due.astimezone(zone)
    clock = local.time()
    if quiet.start < quiet.until:
        silent = quiet.start <= clock < quiet.until
    else:
        silent = clock >= quiet.start or clock < quiet.until
    return _next(local, quiet.until) if silent else due


def _next(local: datetime, clock: time) -> datetime:
    candidate = local.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    return candidate if candidate > local else candidate + timedelta(days=1)
