"""The feeder: visits every open source in its own rhythm and follows changes of their definitions without a restart."""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from errno import ENOTDIR
from pathlib import Path
from time import monotonic

from ingest.definitions import SourceDefinition
from ingest.delivery import Counts
from ingest.feeder_outlet import FeederOutlet
from ingest.fetch import FetchFailed, FetchRules
from ingest.outcome import tell
from ingest.reader import KafkaUnreachable
from ingest.received import Lot
from ingest.schedule import Limits, Visit, first_rhythm, next_rhythm, pause
from ingest.source_state import SourceState, failed, load_state, save_state, visited
from ingest.sources.arguments import Reading
from ingest.sources.drop_folder import SETTLE_SECONDS, Looks, dropped_lot, look_around, settled_files
from ingest.sources.feed_url import FeedAddress, memory_file
from ingest.sources.mailbox import mailbox_lots

_CHANGES_SECONDS = 2.0
_WAIT_FOR_KAFKA = 15.0
_JITTER = 0.1


@dataclass(slots=True)
class Feeder:
    """Runs the sources of `definitions` until told to stop; each source has a task of its own and fails alone.

    Args:
        outlet: brings lots to Kafka.
        definitions: the sources as they are now, asked every two seconds; one that raises ValueError keeps the earlier.
        state_dir: what is remembered of feeds, and the state files that `peyk sources` shows.
        rules: what may be fetched.
        clock: the time.
        look_seconds: between two looks at a folder. Asking works on every file system, being told of changes does not
            work on shared ones; and a file must be seen unchanged twice in any case.
        settle_seconds: how long a file must look the same before it is read.
    """

    outlet: FeederOutlet
    definitions: Callable[[], Sequence[SourceDefinition]]
    state_dir: Path
    rules: FetchRules = field(default_factory=FetchRules)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    look_seconds: float = 1.0
    settle_seconds: float = SETTLE_SECONDS
    _complaint: str = ""
    _running: dict[str, tuple[SourceDefinition, asyncio.Task[None]]] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Feed until `stop` is set; then end every visit and wait for what is being delivered."""
        try:
            while not stop.is_set():
                self._follow_changes()
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _CHANGES_SECONDS)
        finally:
            await self._end(list(self._running))

    async def deliver(self, source: SourceDefinition, lots: list[Lot]) -> Counts:
        """Bring lots of one source to Kafka and note what came of them; HTTP push calls this too.

        Raises:
            KafkaUnreachable: Kafka does not answer; nothing was sent.
        """
        counts = await self.outlet.deliver(lots, source.priority)
        self._note(source, counts)
        return counts

    def _follow_changes(self) -> None:
        try:
            wanted = {it.name: it for it in self.definitions() if it.enabled and it.kind != "push"}
        except ValueError as error:
            if str(error) != self._complaint:
                tell("ingest", "misconfigured", error=str(error))
            self._complaint = str(error)
            return
        self._complaint = ""
        for name, (definition, task) in list(self._running.items()):
            if task.done() and not task.cancelled():
                # A fault of ours: told, and the source begins again; the others never noticed.
                tell("ingest", "broken", source=name, error=repr(task.exception()))
            if wanted.get(name) != definition or task.done():
                task.cancel()
                del self._running[name]
        for name, definition in wanted.items():
            if name not in self._running:
                self._running[name] = (definition, asyncio.create_task(self._feed(definition), name=f"source {name}"))

    async def _end(self, names: Sequence[str]) -> None:
        tasks = [self._running.pop(name)[1] for name in names]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.outlet.close()

    async def _feed(self, source: SourceDefinition) -> None:
        visit = {"feed": self._visit_feed, "folder": self._watch_folder, "mailbox": self._watch_mailbox}[source.kind]
        while True:
            try:
                await visit(source)
            except KafkaUnreachable as error:
                self._note_failure(source, str(error))
                await asyncio.sleep(_WAIT_FOR_KAFKA)
            except OSError as error:
                self._note_failure(source, f"{error.filename or source.name}: {error.strerror or error}")
                await asyncio.sleep(_WAIT_FOR_KAFKA)

    async def _visit_feed(self, source: SourceDefinition) -> None:
        state, limits = self._state(source), Limits(shortest=source.every_min, longest=source.every_max)
        rhythm = state.rhythm or first_rhythm(limits)
        if state.next_visit_at:
            left = (state.next_visit_at - self.clock()).total_seconds()
            await asyncio.sleep(min(max(0.0, left), limits.longest))
        visit = await self._poll(source)
        rhythm = next_rhythm(rhythm, visit, limits)
        # Spread, so that a hundred feeds of one house are not asked in one second.
        wait = pause(rhythm, visit, limits) * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
        state = replace(self._state(source), rhythm=rhythm, next_visit_at=self.clock() + timedelta(seconds=wait))
        save_state(self.states, state)

    async def _poll(self, source: SourceDefinition) -> Visit:
        url = source.url or ""
        address = FeedAddress(
            url=url, reading=self._reading(source), memory=memory_file(self.state_dir, url), rules=self.rules
        )
        try:
            poll = await address.poll()
        except FetchFailed as error:
            self._note_failure(source, str(error))
            return Visit(failure="hard" if error.hard else "soft", retry_after=error.retry_after)
        counts = await self.deliver(source, [poll.lot])
        if counts.failed:
            return Visit(failure="soft")
        return Visit(listed=poll.listed, fresh=poll.fresh)

    async def _watch_folder(self, source: SourceDefinition) -> None:
        root = source.path or Path()
        looks: Looks = {}
        while root.is_dir():
            looks = await asyncio.to_thread(look_around, root, looks, monotonic())
            ready = settled_files(looks, monotonic(), self.settle_seconds)
            if ready:
                reading = self._reading(source)
                counts = await self.deliver(source, [dropped_lot(path, looks[path], root, reading) for path in ready])
                looks = {path: look for path, look in looks.items() if path.exists()}
                await asyncio.sleep(_WAIT_FOR_KAFKA if counts.failed else 0)
            await asyncio.sleep(self.look_seconds)
        raise NotADirectoryError(ENOTDIR, "there is no such folder", str(root))

    async def _watch_mailbox(self, source: SourceDefinition) -> None:
        maildir = source.path or Path()
        while (maildir / "new").is_dir():
            lots = list(mailbox_lots(maildir, self._reading(source)))
            counts = await self.deliver(source, lots) if lots else Counts()
            await asyncio.sleep(_WAIT_FOR_KAFKA if counts.failed else self.look_seconds)
        raise NotADirectoryError(ENOTDIR, "this is no Maildir: it has no folder new", str(maildir))

    def _reading(self, source: SourceDefinition) -> Reading:
        return Reading(source=source.name, time_zone=source.zone, language=source.language, clock=self.clock)

    @property
    def states(self) -> Path:
        """The folder of the state files."""
        return self.state_dir / "sources"

    def _state(self, source: SourceDefinition) -> SourceState:
        return load_state(self.states, source.name)

    def _note(self, source: SourceDefinition, counts: Counts) -> None:
        state = visited(self._state(source), self.clock(), delivered=counts.sent, refused=counts.rejected)
        if counts.failed:
            state = failed(state, self.clock(), "; ".join(counts.problems))
            tell("ingest", "undelivered", source=source.name, error=state.last_error)
        save_state(self.states, state)

    def _note_failure(self, source: SourceDefinition, problem: str) -> None:
        tell("ingest", "unreachable", source=source.name, error=problem)
        save_state(self.states, failed(self._state(source), self.clock(), problem))
