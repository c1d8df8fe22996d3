"""Saved searches: what an editor opens in Discover without typing."""

from dataclasses import dataclass

from index.kibana.saved_object import SavedObject, as_text, query_state
from index.kibana.views import ALERTS, NEWS, REJECTED, View
from index.kibana.words import description, in_persian_digits, title

URGENCIES = range(1, 10)
CEASEFIRE = "آتش\N{ZERO WIDTH NON-JOINER}بس"
PUBLISHED = "status : usable and not acted_on : * and not embargoed_until > now and not expires_at <= now"
"""What Peyk's own search shows by default: nothing killed, held, under embargo or expired, and no note carried out."""

INDEX_NAME = "kibanaSavedObjectMeta.searchSourceJSON.index"
"""What Kibana calls the reference from a search to its data view."""

_NEWS_COLUMNS = ("title", "source", "urgency", "persons", "places")
_ALERT_COLUMNS = ("rule_name", "kind", "title", "sentence.text", "source")
_REJECTED_COLUMNS = ("stage", "reason", "error", "source", "origin")


@dataclass(frozen=True, slots=True)
class Search:
    """One saved search: a KQL query over a view, newest first."""

    key: str
    view: View
    columns: tuple[str, ...]
    query: str = ""
    urgency: int | None = None

    @property
    def id(self) -> str:
        """The id of its saved object."""
        return f"peyk-{self.key}" if self.urgency is None else f"peyk-{self.key}-{self.urgency}"


LATEST = Search("search-latest", NEWS, _NEWS_COLUMNS, PUBLISHED)
LATEST_ALERTS = Search("search-alerts", ALERTS, _ALERT_COLUMNS)
SEARCHES = (
    LATEST,
    *(
        Search("search-urgency", NEWS, _NEWS_COLUMNS, f"urgency : {number} and {PUBLISHED}", number)
        for number in URGENCIES
    ),
    Search("search-ceasefire", NEWS, _NEWS_COLUMNS, f"{CEASEFIRE} and {PUBLISHED}"),
    LATEST_ALERTS,
    Search("search-rejected", REJECTED, _REJECTED_COLUMNS),
)


def saved_search(search: Search) -> SavedObject:
    """Build the saved object of a search."""
    named = title(search.key)
    source = {"query": query_state(search.query), "filter": [], "highlightAll": True, "indexRefName": INDEX_NAME}
    attributes = {
        "title": named if search.urgency is None else named.format(urgency=in_persian_digits(search.urgency)),
        "description": description(search.key),
        "columns": list(search.columns),
        "sort": [[search.view.time_field, "desc"]],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "timeRestore": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": as_text(source)},
    }
    return SavedObject("search", search.id, attributes, (search.view.reference(INDEX_NAME),))
