"""What waits to be delivered to one target, and when. Pure: it is told the time, and tells what to send.

alert ─► take ─► waits ─► due ─► send ─► delivered | failed ─┐
▲                                         │
└──────────── later, same message id ◄────┘
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.alert import FOLLOW_UPS, Alert
from alerts.delivery.attempt import SETTLED, Attempt, Outcome
from alerts.delivery.message import message_id
from alerts.delivery.target import Target
from alerts.delivery.timing import MAX_DIGEST, plan
from alerts.rule import Rule

ROOM = 10_000
"""Alerts that may wait for one target; beyond that it reads no more until some are settled."""

UNREAD = timedelta(seconds=5)
"""How long a correction or kill, or a part of a digest, waits for what belongs to it and may lie unread elsewhere."""

SENT_KEPT = timedelta(days=7)
"""How long the times of sent messages are remembered: the longest that a throttle can look back."""


@dataclass(slots=True)
class Waiting:
    """One alert that waits.

    `number` attempts were made; `bundle` is the message id once it was sent, alone or with others. `moot` says that it
    follows an alert that was muted here, so that nobody needs to be told.
    """

    alert: Alert
    partition: int
    offset: int
    due: datetime
    together: bool = False
    number: int = 0
    bundle: str | None = None
    repeat: bool = False
    on_its_way: bool = False
    moot: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """Alerts that leave as one message."""

    id: str
    items: tuple[Waiting, ...]

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """What the message tells."""
        return tuple(item.alert for item in self.items)

    @property
    def repeat(self) -> bool:
        """Whether an attempt of unknown outcome may have delivered it before."""
        return any(item.repeat for item in self.items)


@dataclass(slots=True)
class Queue:
    """The alerts that wait for one target, and up to where its topic is settled."""

    name: str
    target: Target
    waiting: dict[str, Waiting] = field(default_factory=dict)
    sent: dict[str, list[datetime]] = field(default_factory=dict)
    _read: dict[int, int] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether nothing more should be read for now."""
        return len(self.waiting) >= ROOM

    def remember(self, attempts: Iterable[Attempt]) -> None:
        """Take over when messages were sent before this process began: the throttle counts them."""
        counted = (a for a in attempts if a.outcome is Outcome.DELIVERED and a.kind not in FOLLOW_UPS)
        delivered = {(a.rule_id, a.message_id): a.at for a in counted}
        for (rule_id, _), at in delivered.items():
            self.sent.setdefault(rule_id, []).append(at)

    def passed(self, partition: int, offset: int) -> None:
        """Take note that everything in `partition` up to and including `offset` was read."""
        self._read[partition] = offset + 1

    def take(self, item: Waiting, last: Attempt | None, written_at: datetime, followed: Attempt | None = None) -> None:
        """Put one alert in the queue, unless it waits already or is settled.

        `last` is the newest attempt to deliver it here, `written_at` when this message of it was written: an alert
        that was given up and is sent again by a person is tried again. `followed` is the newest attempt to deliver
        here what this alert follows.
        """
        if item.alert.id in self.waiting or self.name not in item.alert.deliver:
            return
        if last is not None and last.outcome in SETTLED:
            if last.outcome is not Outcome.GIVEN_UP or written_at <= last.at:
                return
        elif last is not None:
            read_at = item.due
            item.number = last.number if last.outcome is Outcome.FAILED else last.number - 1
            item.repeat = last.outcome is Outcome.SENDING or last.repeat
            item.bundle = last.message_id
            item.due = last.next_at or item.due
            if item.bundle != item.alert.id:  # the rest of the digest, whose id it is, may be in another partition
                item.due = max(item.due, read_at + UNREAD)
        self.waiting[item.alert.id] = item
        self._put_in_order(item, followed, written_at)

    def _put_in_order(self, item: Waiting, followed: Attempt | None, now: datetime) -> None:
        """See to it that a correction, hold or kill goes to those who got what it follows, and after that."""
        if item.alert.follows is not None:
            item.moot = followed is not None and followed.outcome is Outcome.MUTED
            first = self.waiting.get(item.alert.follows)
            if first is not None:
                self._hurry(first, item.due)
            elif followed is None or followed.outcome not in SETTLED:
                item.due += UNREAD
        elif item.bundle and any(waiting.alert.follows == item.alert.id for waiting in self.waiting.values()):
            self._hurry(item, now)

    def _hurry(self, first: Waiting, at: datetime) -> None:
        """Try again at once what was tried before: it may have arrived, and its correction or kill waits for it."""
        for item in self.waiting.values():
            if first.bundle is not None and item.bundle == first.bundle:
                item.due = min(item.due, at)

    def due(self, rules: Mapping[str, Rule], now: datetime) -> tuple[list[Parcel], list[Waiting]]:
        """Give what is to be sent now, as parcels, and what is not to be delivered because its rule is muted."""
        ready: dict[str, list[Waiting]] = {}
        muted: list[Waiting] = []
        for item in list(self.waiting.values()):
            if item.on_its_way or item.due > now or item.alert.follows in self.waiting:
                continue  # a kill that came before its story would leave the story standing
            if item.moot:
                muted.append(item)
                continue
            if item.bundle is None and not self._still_due(item, rules, now, muted):
                continue
            key = item.bundle or (f"rule/{item.alert.rule_id}" if item.together else item.alert.id)
            group = ready.setdefault(key, [])
            if not group and item.alert.kind not in FOLLOW_UPS:
                self.sent.setdefault(item.alert.rule_id, []).append(now)
            if len(group) < MAX_DIGEST:
                group.append(item)
                item.on_its_way = True
        return [_parcel(items) for items in ready.values()], muted

    def settle(self, items: Iterable[Waiting]) -> None:
        """Take out what needs no further attempt."""
        for item in items:
            self.waiting.pop(item.alert.id, None)

    def retry(self, parcel: Parcel, at: datetime) -> None:
        """Put a parcel back until `at`; it leaves again as the same message."""
        for item in parcel.items:
            item.number += 1
            item.bundle, item.due, item.on_its_way = parcel.id, at, False

    def safe_offsets(self) -> dict[int, int]:
        """Say for each partition from which offset on it would have to be read again."""
        offsets = dict(self._read)
        for item in self.waiting.values():
            offsets[item.partition] = min(offsets.get(item.partition, item.offset), item.offset)
        return offsets

    def forget(self) -> None:
        """Forget what was read and what was sent: another process may have taken over, and the attempts know more."""
        self.waiting.clear()
        self.sent.clear()
        self._read.clear()

    def _still_due(self, item: Waiting, rules: Mapping[str, Rule], now: datetime, muted: list[Waiting]) -> bool:
        """Look again with the rule as it is now and with what was sent since; a digest that is due waits no longer."""
        rule_id = item.alert.rule_id
        self.sent[rule_id] = [at for at in self.sent.get(rule_id, ()) if at > now - SENT_KEPT]
        sent: Sequence[datetime] = self.sent[rule_id]
        if item.together and sent and sent[-1] == now:
            return True  # it leaves in the parcel that its rule has opened in this very round
        planned = plan(item.alert, rules.get(rule_id), sent, now)
        if planned.at is None:
            muted.append(item)
            return False
        item.together = item.together or planned.together
        item.due = planned.at
        return planned.at <= now


def _parcel(items: list[Waiting]) -> Parcel:
    return Parcel(items[0].bundle or message_id([item.alert for item in items]), tuple(items))
