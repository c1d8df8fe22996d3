"""The known names while Peyk runs: the newsroom's own file is read again when it has changed."""

from pathlib import Path

import structlog

from processors.entities.gazetteer import Gazetteer, load_gazetteer
from processors.entities.known import NamesFileError

_log = structlog.get_logger(__name__)


class Names:
    """Gives the gazetteer of the configuration as the newsroom's file now makes it.

    A file that cannot be read any more is told once in the log, and the names before it stay.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._known: Gazetteer | None = None

    def __call__(self) -> Gazetteer:
        """Give the names; the first call reads them.

        Raises:
            NamesFileError: on the first call, the newsroom's file has a row that is no entity.
            OSError: on the first call, the file cannot be read.
        """
        stamp = self.stamp()
        if self._known is None:
            self._known = load_gazetteer(self._path)
        elif stamp != self._stamp:
            self._known = self._read_again(self._known)
        self._stamp = stamp
        return self._known

    def stamp(self) -> tuple[int, int] | None:
        """When the file was written and how long it is; as before while it is away, which an editor's save can mean."""
        try:
            status = self._path.stat() if self._path else None
        except OSError:
            return self._stamp
        return (status.st_mtime_ns, status.st_size) if status else None

    def _read_again(self, before: Gazetteer) -> Gazetteer:
        try:
            known = load_gazetteer(self._path)
        except (NamesFileError, OSError) as error:
            _log.warning("names stay as they were", error=str(error), advice="mend the file; it is then read again")
            return before
        _log.info("names read again", file=str(self._path))
        return known
