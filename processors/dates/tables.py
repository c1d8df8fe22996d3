"""Reading the data tables of dates: tab-separated rows with # comments, loaded once at import."""

from importlib.resources import files


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Give the rows of the data file `name`, each as its tab-separated fields."""
    text = files("processors.dates").joinpath("data", name).read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))
