"""What the pages work with, gathered in one record; tests put their own in its place."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from aiohttp import web

from alerts.alert import Alert
from alerts.rule import Rule
from ingest.definitions import SourceDefinition
from ingest.rejection import Rejection
from ingest.source_state import SourceState
from peyk.standing import Check
from peyk.web.archive import Archive
from processors.entities.asking import IdsFor, shipped_ids
from processors.stories.trace import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How far a stage is on one topic: what waits before it, and what it did a second lately."""

    group: str
    topic: str
    lag: int
    end: int
    rate: float | None = None


class Rules(Protocol):
    """The rules as they stand. Changes raise RuleNotSent or KafkaUnreachable."""

    def current(self) -> Sequence[Rule]:
        """Give the rules that stand, by name."""

    async def change(self, *, put: Sequence[Rule] = (), remove: Sequence[Rule] = ()) -> None:
        """Put and remove rules; when this returns, Kafka has the change."""


class Standing(Protocol):
    """How the house stands."""

    async def stages(self) -> Sequence[Stage]:
        """Tell how far every stage is; KafkaUnreachable where nobody knows."""

    async def checks(self) -> Sequence[Check]:
        """Look whether everything answers."""


class Live(Protocol):
    """Alerts as they are decided."""

    def listen(self) -> AsyncGenerator[Alert | None]:
        """Yield every alert from now on, and null now and then when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a page may ask or do.

    `months` says whose month names the newsroom uses: Iran's or Afghanistan's; `ids_for` knows the names that it added.
    """

    archive: Archive
    rules: Rules
    standing: Standing
    live: Live
    retry: Callable[[Sequence[Rejection]], Awaitable[tuple[int, tuple[str, ...]]]]
    evidence: Callable[[str], Awaitable[Evidence]]
    definitions: Callable[[], Sequence[SourceDefinition]]
    states: Callable[[], Sequence[SourceState]]
    zone: ZoneInfo
    months: Literal["fa", "prs"] = "fa"
    deliveries: tuple[str, ...] = ()
    ids_for: IdsFor = shipped_ids


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)
