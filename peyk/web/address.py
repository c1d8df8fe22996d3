"""The address of a search holds its whole state: read it, write it, and change one thing in it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal
from urllib.parse import urlencode

from index.search import Search
from ingest.article import Status
from peyk.web.times import solar, typed_day

PAGE_SIZE: Final = 20
LAST_PAGE: Final = 10_000 // PAGE_SIZE
"""Elasticsearch gives no more than 10,000 results; a reader stops long before."""
MOST_QUERY: Final = 2000
MOST_CHOICES: Final = 20

type Pairs = Sequence[tuple[str, str]]

_LISTS = {"source": "sources", "language": "languages", "entity": "entities"}
_DAYS = {"from": "since", "to": "until", "about_from": "about_since", "about_to": "about_until"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asked for. `problems` tells, in Persian, what of it could not be read and was left out."""

    query: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    about_since: date | None = None
    about_until: date | None = None
    sort: Literal["relevance", "time"] = "time"
    grouped: bool = True
    page: int = 1
    problems: tuple[str, ...] = ()

    def search(self, time_zone: str, *, limit: int = PAGE_SIZE, facets: bool = True) -> Search:
        """Give the search that this asks for."""
        return Search(
            query=self.query,
            since=self.since,
            until=self.until,
            about_since=self.about_since,
            about_until=self.about_until,
            entities=self.entities,
            sources=self.sources,
            languages=self.languages,
            statuses=(Status.USABLE,),
            sort=self.sort,
            limit=limit,
            skip=(self.page - 1) * limit,
            facets=facets,
            one_per_story=self.grouped,
            time_zone=time_zone,
        )

    def pairs(self) -> Pairs:
        """Give the parameters of the address; what is at its default is left out."""
        found = [("q", self.query)] if self.query else []
        found += [(name, value) for name, field in _LISTS.items() for value in getattr(self, field)]
        days = ((name, getattr(self, field)) for name, field in _DAYS.items())
        found += [(name, moment.isoformat()) for name, moment in days if moment]
        found += [("sort", self.sort)] if self.sort != "time" else []
        found += [("each", "1")] if not self.grouped else []
        found += [("page", str(self.page))] if self.page > 1 else []
        return found

    def url(self, path: str = "/") -> str:
        """Give the address at which this is asked."""
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs, errors='replace')}" if pairs else path

    def on_page(self, page: int) -> "Asked":
        """Ask for another page of the same."""
        return replace(self, page=page)

    def sorted_by(self, sort: Literal["relevance", "time"]) -> "Asked":
        """Ask for the same in another order, from its beginning."""
        return replace(self, sort=sort, page=1)

    def by_story(self, *, grouped: bool) -> "Asked":
        """Ask for the same with stories as one row, or every article by itself."""
        return replace(self, grouped=grouped, page=1)

    def toggled(self, name: str, value: str) -> "Asked":
        """Ask for the same with one choice of a facet put in or taken out."""
        field = _LISTS[name]
        chosen: tuple[str, ...] = getattr(self, field)
        changed = tuple(x for x in chosen if x != value) if value in chosen else (*chosen, value)
        match field:
            case "sources":
                return replace(self, page=1, sources=changed)
            case "languages":
                return replace(self, page=1, languages=changed)
            case _:
                return replace(self, page=1, entities=changed)

    def about(self, since: date | None, until: date | None) -> "Asked":
        """Ask for what talks about these days."""
        return replace(self, about_since=since, about_until=until, page=1)

    def published(self, since: date | None, until: date | None) -> "Asked":
        """Ask for what was published in these days."""
        return replace(self, since=since, until=until, page=1)

    def typed(self, name: str) -> str:
        """Give a day as it stands in its box, in the solar calendar."""
        moment: date | None = getattr(self, _DAYS[name])
        return solar(moment) if moment else ""

    def widened(self) -> "Asked":
        """Ask for the same words in the same order, with nothing else chosen."""
        return Asked(query=self.query, sort=self.sort, grouped=self.grouped)

    @property
    def narrowed(self) -> bool:
        """Whether anything but words was chosen."""
        return self.narrowed_by > 0

    @property
    def narrowed_by(self) -> int:
        """How many choices narrow it; a stretch of days is one."""
        stretches = (self.since or self.until, self.about_since or self.about_until)
        return len((*self.sources, *self.languages, *self.entities)) + sum(map(bool, stretches))


def read_address(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Read the parameters of an address. What means nothing there is told and dropped, never an error."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip() and len(given.setdefault(name, [])) < MOST_CHOICES:
            given[name].append(value.strip())
    problems: list[str] = []
    query = _first(given, "q")
    if len(query) > MOST_QUERY:
        problems.append("پرسش درازتر از آن است که خوانده شود.")
        query = ""
    return Asked(
        query=query,
        sources=_several(given, "source"),
        languages=_several(given, "language"),
        entities=_several(given, "entity"),
        since=_day(_first(given, "from"), problems),
        until=_day(_first(given, "to"), problems),
        about_since=_day(_first(given, "about_from"), problems),
        about_until=_day(_first(given, "about_to"), problems),
        sort="relevance" if _first(given, "sort") == "relevance" else "time",
        grouped=not _first(given, "each"),
        page=_page(_first(given, "page")),
        problems=tuple(problems),
    )


def _first(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _several(given: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given.get(name, ())))


def _day(text: str, problems: list[str]) -> date | None:
    try:
        return typed_day(text)
    except ValueError:
        problems.append(f"«{text[:20]}» تاریخ نیست؛ مانند ۱۴۰۵/۰۹/۰۳ یا 2026-11-24 بنویسید.")
        return None


def _page(text: str) -> int:
    return min(max(1, int(text)), LAST_PAGE) if _PAGE.fullmatch(text) else 1


_PAGE = re.compile(r"[0-9]{1,5}")
