"""What the takes of one article add up to, whatever the order they came in: which one holds, and who may see it.

    take + history ─► history        the same for every order of the same takes, and for takes that come twice
    gives_way(old, new)              the decision between two takes
    precedence(take)                 the same decision as one number, for Elasticsearch's external versions

A hold is a take like any other: the next version releases it, or a note does. A redelivery of what is held does not. A
kill is never released: once it came, no take brings the article back. A late old take finds its place in the history
and changes nothing else.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from ingest.article import Article, Status

_COUNTER_BITS, _MOMENT_BITS, _LAG_BITS = 18, 41, 19
_MOMENTS = 1 << 61
_LARGE = _MOMENTS + (1 << 60)
_KILLED = 1 << 62
_OF_TEXT = ("title", "body", "status", "embargoed_until", "expires_at", "slug", "evolved_from", "noted_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of a take decides whether it gives way to another take of its article; `version` is a version_number."""

    version: int
    status: Status
    received_at: datetime
    noted_by: str | None = None


def standing(take: Article) -> Standing:
    """Give what of a take decides."""
    return Standing(
        version=take.version_number, status=take.status, received_at=take.received_at, noted_by=take.noted_by
    )


def gives_way(old: Standing, new: Standing, *, same_words: bool) -> bool:
    """Whether `new` holds from now on, where `old` held; of two alike the new one does.

    Any kill before any take that is none; then by version. Within one version what a note did stands above what the
    source sent, and a hold above what is none, so that no redelivery releases it; then the later receipt counts. A
    source that counts no versions (all are 1) releases by a later take of its own hold, and by other words
    (`same_words` false) what a note holds.
    """
    if Status.CANCELED in {old.status, new.status} and old.status is not new.status:
        return new.status is Status.CANCELED
    if old.version != new.version:
        return new.version > old.version
    counted = new.version > 1
    if counted or same_words:
        return (_weight(old, counted), old.received_at) <= (_weight(new, counted), new.received_at)
    return old.received_at <= new.received_at


def _weight(take: Standing, counted: bool) -> int:  # noqa: FBT001 - private
    if take.noted_by is not None:
        return 2
    return 1 if counted and take.status is Status.WITHHELD else 0


def precedence(take: Article) -> int:
    """Order takes of one article: the greater holds. From 0 to 2^63 - 1, as external versions must be.

    Any kill before any take that is none; then by version; of one version (of feeds that count none) the one received
    last, in milliseconds for versions counted from one, in seconds and within three days of it for versions that are
    moments. Beyond that two takes of one version have one precedence, and the later written holds (external_gte).
    A take that holds by `gives_way` for another reason is written under the version of what it takes the place of.
    """
    version = max(take.version_number, 0)
    received = int(take.received_at.timestamp() * 1000)
    if version < 1 << _COUNTER_BITS:
        order = version << 43 | min(max(received, 0), (1 << 43) - 1)
    elif version < 1 << _MOMENT_BITS:
        middle = 1 << (_LAG_BITS - 1)  # a source's clock may be ahead of ours
        lag = min(max((received - version) // 1000, -middle), middle - 1)
        order = _MOMENTS + (version << _LAG_BITS | lag + middle)
    else:
        # Moments written as digits (20260301120000) and other large counts.
        order = _LARGE + min(version, (1 << 60) - 1)
    return order + (_KILLED if take.status is Status.CANCELED else 0)


def take_id(take: Article) -> str:
    """Name one take among all takes: by the article's id, its version, and what it says."""
    said = "\0".join(str(getattr(take, name)) for name in _OF_TEXT)
    digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{take.id}@{take.version_number}.{digest}"


@dataclass(frozen=True, slots=True)
class History:
    """All takes of one article, oldest version first; never empty once a take is in."""

    takes: tuple[Article, ...] = ()

    def with_take(self, take: Article) -> "History":
        """Give the history that has `take` too; of one take received twice, the later receipt is kept."""
        known = {take_id(other): other for other in self.takes}
        name = take_id(take)
        if name in known and known[name].received_at >= take.received_at:
            return self
        known[name] = take
        return replace(self, takes=tuple(sorted(known.values(), key=_chronology)))

    @property
    def newest(self) -> Article:
        """The take that holds: what search shows, if it may be seen."""
        return reduce(_holding, self.takes)


def _holding(old: Article, new: Article) -> Article:
    same_words = (old.title, old.body) == (new.title, new.body)
    return new if gives_way(standing(old), standing(new), same_words=same_words) else old


def history(takes: Iterable[Article]) -> History:
    """Put takes of one article together, in whatever order they came."""
    whole = History()
    for take in takes:
        whole = whole.with_take(take)
    return whole


def visible(take: Article, now: datetime) -> bool:
    """Whether search shows this take at `now`: usable, no longer embargoed, not yet expired."""
    embargoed = take.embargoed_until is not None and take.embargoed_until > now
    expired = take.expires_at is not None and take.expires_at <= now
    return take.status is Status.USABLE and not embargoed and not expired


def _chronology(take: Article) -> tuple[int, datetime, str]:
    return (take.version_number, take.received_at, take_id(take))
