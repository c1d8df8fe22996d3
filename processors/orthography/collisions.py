"""Neighbours that read as another word when joined: 'we in' is not 'mother'."""

from importlib.resources import files


def _read() -> frozenset[tuple[str, str]]:
    data = files("processors.orthography").joinpath("data", "collisions.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in data.splitlines() if line and not line.startswith("#"))
    return frozenset((row[0], row[1]) for row in rows)


COLLISIONS: frozenset[tuple[str, str]] = _read()
"""Pairs of neighbouring words (folded) that are never joined."""
