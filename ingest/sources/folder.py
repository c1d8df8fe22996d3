"""A folder as a source: all its files, at any depth, in the order of their names."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.received import Lot, Provenance
from ingest.sources.files import file_lot

SETTLED_FOLDERS = frozenset({"done", "failed"})
"""Where a watched folder puts what it has dealt with."""

PARTIAL_SUFFIXES = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".swp", "~")
REASON_SUFFIX = ".reason.txt"


def folder_lots(root: Path, provenance_of: Callable[[Path], Provenance]) -> Iterator[Lot]:
    """Offer each file under `root` as one lot. `provenance_of` tells where a file's items come from."""
    for path in article_files(root):
        yield file_lot(path, provenance_of(path))


def article_files(root: Path) -> Iterator[Path]:
    """List the files under `root` that hold articles, sorted by folder and name.

    Left out: hidden files and folders, symbolic links, README files, files still being written (by their ending), and
    what a watched folder has put into done/ and failed/.
    """
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in SETTLED_FOLDERS and not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if is_article_name(name) and path.is_file() and not path.is_symlink():
                yield path


def is_article_name(name: str) -> bool:
    """Tell whether a file of this name is meant to be read now."""
    return not name.startswith((".", "README")) and not name.endswith((*PARTIAL_SUFFIXES, REASON_SUFFIX))
