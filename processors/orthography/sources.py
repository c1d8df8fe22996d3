"""The word lists that the orthography is built from: hazm's, read from its package, and our own."""

import importlib.util
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path


def hazm_lines(file_name: str) -> Iterator[str]:
    """Give the lines of one of hazm's data files (MIT licence), without importing hazm.

    Importing hazm loads its models' libraries: 330 MB and over two seconds, for two plain text files.

    Raises:
        ModuleNotFoundError: hazm is not installed.
    """
    found = importlib.util.find_spec("hazm")
    if found is None or not found.submodule_search_locations:
        message = "hazm is not installed: its word lists are needed to restore half-spaces; run pip install hazm"
        raise ModuleNotFoundError(message)
    folder = Path(found.submodule_search_locations[0])
    yield from (folder / "data" / file_name).read_text(encoding="utf-8").splitlines()


def own_lines(file_name: str) -> Iterator[str]:
    """Give the rows of one of our data files, without its comments and empty lines."""
    text = files("processors.orthography").joinpath("data", file_name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def own_rows(file_name: str) -> Iterator[list[str]]:
    """Give the rows of one of our tables, parted at tabs."""
    return (line.split("\t") for line in own_lines(file_name))
