"""Fetch the jars of the list, once: what is on disk undamaged is not asked for again: a later start is offline."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from peyk.local.lock import Jar
from peyk.local.report import Advance, Report
from peyk.local.settings import EngineError

if TYPE_CHECKING:
    from jgo.maven import MavenContext

DOWNLOADS_AT_ONCE = 4
ATTEMPTS = 3
TIMEOUT_S = 60


def fetch(lock: tuple[Jar, ...], jars: Path, report: Report) -> None:
    """Bring every jar that is missing or damaged into the folder, each checked against its SHA-256.

    Raises:
        EngineError: a jar cannot be had, or is not the one that the list promises.
    """
    missing = tuple(jar for jar in lock if not is_whole(jar, jars))
    if not missing:
        return
    total = sum(jar.size for jar in missing)
    report.say(f"Fetching {len(missing)} jars of Kafka and Elasticsearch ({total / 1e6:.0f} MB, this once) into {jars}")
    with report.bar("jars", total) as advance, ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        outcomes = [pool.submit(fetch_one, jar, jars, advance) for jar in missing]
        try:
            for outcome in outcomes:
                outcome.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def is_whole(jar: Jar, jars: Path) -> bool:
    """Tell whether the jar is there and is, byte by byte, the one of the list.

    At each start: the 89 MB take a fifth of a second, and a disk that lost a block would else be an engine's riddle.
    """
    path = jar.path(jars)
    return path.is_file() and path.stat().st_size == jar.size and digest_of(path) == jar.sha256


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fetch_one(jar: Jar, jars: Path, advance: Advance) -> None:
    """Download one jar beside its place, check it, and only then put it there."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return download(jar, jars, advance)
        except EngineError:
            raise
        except Exception as error:  # the edge: whatever jgo or the network raises becomes one message
            if attempt == ATTEMPTS:
                raise EngineError(
                    f"{jar.coordinate} could not be fetched ({error}). The first start needs the network, or "
                    "a mirror named in jgo's settings file; what has arrived is kept, so start again."
                ) from error
    return None


def download(jar: Jar, jars: Path, advance: Advance) -> None:
    """Fetch into a folder for partial files: a file in the repository itself is then always a whole one."""
    partial = jar.path(jars / "partial")
    partial.unlink(missing_ok=True)
    group, artifact, version = jar.coordinate.split(":")
    context = maven(jars / "partial" / "repository", advance)
    found = context.project(group, artifact).at_version(version).artifact().resolve()
    if (digest := digest_of(found)) != jar.sha256:
        found.unlink()
        raise EngineError(f"{jar.coordinate} is not the jar that the list names (SHA-256 {digest}); it was thrown away")
    target = jar.path(jars)
    target.parent.mkdir(parents=True, exist_ok=True)
    found.replace(target)


def maven(repository: Path, advance: Advance) -> "MavenContext":
    """Make jgo's view of the Maven world: the user's mirrors where jgo's own settings name some, else its default."""
    # Here, because jgo takes 0.3 s to import and every command of Peyk would wait for it.
    from jgo.config import GlobalSettings  # noqa: PLC0415 - see above
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415 - see above

    mirrors = GlobalSettings.load().repositories or None
    resolver = PythonResolver(progress_callback=progress(advance))
    return MavenContext(resolver=resolver, repo_cache=repository, remote_repos=mirrors, timeout=TIMEOUT_S)


def progress(advance: Advance) -> Callable[[str, int], AbstractContextManager[Advance]]:
    """Turn jgo's per-file progress into our one bar."""

    @contextmanager
    def one_file(_name: str, _size: int) -> Iterator[Advance]:
        yield advance

    return one_file
