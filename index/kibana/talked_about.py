"""The histogram of the days that news speaks of, as a Vega-Lite chart with an Elasticsearch request of its own.

Lens can make a histogram of a date_range field, but not bound it: one article on a whole century would then make a
bucket for each day of it. Elasticsearch's hard_bounds clip each range to the days that are shown before it is counted.
"""

from index.kibana.saved_object import SavedObject, State, as_text, query_state
from index.kibana.views import NEWS
from index.kibana.words import description, title

FIELD = "about"
KEY = "chart-about"
ID = f"peyk-{KEY}"
DAYS_BEFORE = 30
DAYS_AFTER = 90
"""How far the chart looks beyond the time that the dashboard shows: news speaks of what was and of what will be."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def request(bounds: State, query: State | None = None) -> State:
    """Give the body that counts articles by the days they speak of, within `bounds` (min and max of hard_bounds)."""
    days = {
        "date_histogram": {
            "field": FIELD,
            "calendar_interval": "day",
            "min_doc_count": 1,
            "hard_bounds": bounds,
        }
    }
    body: State = {"size": 0, "aggs": {"days": days}}
    return body | ({"query": query} if query else {})


def specification() -> State:
    """Give the chart in Vega-Lite with Kibana's own words for the dashboard's time, filters and query."""
    bounds = {
        "min": {"%timefilter%": "min", "shift": -DAYS_BEFORE, "unit": "day"},
        "max": {"%timefilter%": "max", "shift": DAYS_AFTER, "unit": "day"},
    }
    url = {"%context%": True, "%timefield%": NEWS.time_field, "index": NEWS.index, "body": request(bounds)}
    return {
        "$schema": _SCHEMA,
        "data": {"url": url, "format": {"property": "aggregations.days.buckets"}},
        "layer": [_bars(), _today()],
    }


def _bars() -> State:
    return {
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {"field": "key", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": title("day")},
            "y": {"field": "doc_count", "type": "quantitative", "title": title("news-count")},
            "tooltip": [
                {"field": "key_as_string", "type": "nominal", "title": title("day")},
                {"field": "doc_count", "type": "quantitative", "title": title("news-count")},
            ],
        },
    }


def _today() -> State:
    return {
        "data": {"values": [{}]},
        "transform": [{"calculate": "now()", "as": "now"}],
        "mark": {"type": "rule", "strokeDash": [4, 4]},
        "encoding": {"x": {"field": "now", "type": "temporal", "timeUnit": "utcyearmonthdate"}},
    }


def saved_histogram() -> SavedObject:
    """Build the saved object of the chart."""
    state = {"title": title(KEY), "type": "vega", "aggs": [], "params": {"spec": as_text(specification())}}
    attributes = {
        "title": title(KEY),
        "description": description(KEY),
        "visState": as_text(state),
        "uiStateJSON": "{}",
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": as_text({"query": query_state(), "filter": []})},
    }
    return SavedObject("visualization", ID, attributes)
