"""What each source has done lately, in one small file each: for `peyk sources`, and for after a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.schedule import Rhythm

_HOURS_KEPT = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One source's recent life. `hours`: items delivered, by hour in UTC; `errors`: failures in a row."""

    name: str
    last_visit_at: datetime | None = None
    last_item_at: datetime | None = None
    next_visit_at: datetime | None = None
    delivered: int = 0
    refused: int = 0
    errors: int = 0
    last_error: str | None = None
    hours: Mapping[str, int] = field(default_factory=dict)
    rhythm: Rhythm | None = None

    def last_day(self, now: datetime) -> int:
        """Count the items delivered in the 24 hours before `now`, in whole hours."""
        since = _hour(now - timedelta(hours=24))
        return sum(count for hour, count in self.hours.items() if hour > since)


_ADAPTER = TypeAdapter(SourceState)


def visited(state: SourceState, now: datetime, *, delivered: int, refused: int) -> SourceState:
    """Note a visit that worked, and what it brought."""
    hours = dict(state.hours)
    if delivered:
        hours[_hour(now)] = hours.get(_hour(now), 0) + delivered
    return replace(
        state,
        last_visit_at=now,
        last_item_at=now if delivered else state.last_item_at,
        delivered=state.delivered + delivered,
        refused=state.refused + refused,
        errors=0,
        last_error=None,
        hours=dict(sorted(hours.items())[-_HOURS_KEPT:]),
    )


def failed(state: SourceState, now: datetime, problem: str) -> SourceState:
    """Note a visit that did not work."""
    return replace(state, last_visit_at=now, errors=state.errors + 1, last_error=problem[:500])


def load_state(folder: Path, name: str) -> SourceState:
    """Read one source's state; a new one when there is none that can be read."""
    try:
        return _ADAPTER.validate_json((folder / f"{name}.json").read_bytes())
    except (OSError, ValidationError):
        return SourceState(name=name)


def load_states(folder: Path) -> tuple[SourceState, ...]:
    """Read the states of all sources ever seen, by name."""
    return tuple(load_state(folder, path.stem) for path in sorted(folder.glob("*.json")))


def save_state(folder: Path, state: SourceState) -> None:
    """Write one source's state, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{state.name}.tmp"
    partial.write_bytes(_ADAPTER.dump_json(state))
    partial.replace(folder / f"{state.name}.json")


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}"
