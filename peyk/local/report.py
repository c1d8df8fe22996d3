"""How the engines tell what they do: one line per event, and a bar while bytes arrive."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

type Advance = Callable[[int], None]
type OpenBar = Callable[[str, int], AbstractContextManager[Advance]]


@dataclass(frozen=True, slots=True)
class Report:
    """The two ways to speak: `say` takes one line; `bar` takes a title and a total in bytes, and yields `advance`."""

    say: Callable[[str], None]
    bar: OpenBar


def terminal_report(console: Console) -> Report:
    """Speak to a terminal, with a progress bar; where the console is no terminal, in lines alone."""

    @contextmanager
    def bar(title: str, total: int) -> Iterator[Advance]:
        columns = (TextColumn(title), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task(title, total=total)
            yield lambda count: progress.advance(task, count)

    return Report(say=lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True), bar=bar)


def silent_report() -> Report:
    """Say nothing."""

    @contextmanager
    def bar(_title: str, _total: int) -> Iterator[Advance]:
        yield lambda _count: None

    return Report(say=lambda _line: None, bar=bar)
