"""The newsroom's dashboard: what is installed, laid out on one page with filters on top."""

from dataclasses import dataclass

from index.kibana import charts, talked_about, world
from index.kibana.saved_object import ObjectType, Reference, SavedObject, State, as_text, query_state
from index.kibana.searches import LATEST, LATEST_ALERTS
from index.kibana.views import NEWS
from index.kibana.words import description, field_labels, title

KEY = "dashboard-newsroom"
ID = f"peyk-{KEY}"
WIDTH = 48
"""Columns of Kibana's grid."""

_FILTERED = ("source", "language", "persons", "places")
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: what it shows, and its place in columns and rows of the grid."""

    type: ObjectType
    shown: str
    x: int
    y: int
    width: int
    height: int


PANELS = (
    Panel("lens", charts.SOURCES.id, 0, 0, 32, 13),
    Panel("lens", charts.LANGUAGES.id, 32, 0, 16, 13),
    Panel("lens", charts.PERSONS.id, 0, 13, 16, 15),
    Panel("lens", charts.PLACES.id, 16, 13, 16, 15),
    Panel("lens", charts.ORGANIZATIONS.id, 32, 13, 16, 15),
    Panel("map", world.ID, 0, 28, 24, 18),
    Panel("visualization", talked_about.ID, 24, 28, 24, 18),
    Panel("lens", charts.RULES.id, 0, 46, 16, 13),
    Panel("lens", charts.REASONS.id, 16, 46, 32, 13),
    Panel("lens", charts.DELAY.id, 0, 59, 32, 13),
    Panel("lens", charts.TOTAL_DELAY.id, 32, 59, 16, 13),
    Panel("search", LATEST_ALERTS.id, 0, 72, WIDTH, 15),
    Panel("search", LATEST.id, 0, 87, WIDTH, 22),
)


def saved_dashboard() -> SavedObject:
    """Build the saved object of the dashboard."""
    attributes = {
        "title": title(KEY),
        "description": description(KEY),
        "panelsJSON": as_text([_panel(panel) for panel in PANELS]),
        "optionsJSON": as_text({"useMargins": True, "syncColors": True, "syncCursor": True, "hidePanelTitles": False}),
        "controlGroupInput": {
            "controlStyle": "oneLine",
            "chainingSystem": "HIERARCHICAL",
            "panelsJSON": as_text({field: _control(order, field) for order, field in enumerate(_FILTERED)}),
            "ignoreParentSettingsJSON": as_text(
                dict.fromkeys(("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations"), False)
            ),
        },
        "timeRestore": True,
        "timeFrom": "now-7d",
        "timeTo": "now",
        "refreshInterval": {"pause": False, "value": _MINUTE},
        "kibanaSavedObjectMeta": {"searchSourceJSON": as_text({"query": query_state(), "filter": []})},
        "version": 1,
    }
    panels = (Reference(f"{panel.shown}:panel_{panel.shown}", panel.type, panel.shown) for panel in PANELS)
    controls = (NEWS.reference(f"controlGroup_{field}:optionsListDataView") for field in _FILTERED)
    return SavedObject("dashboard", ID, attributes, (*panels, *controls))


def _panel(panel: Panel) -> State:
    return {
        "type": panel.type,
        "panelIndex": panel.shown,
        "panelRefName": f"panel_{panel.shown}",
        "gridData": {"i": panel.shown, "x": panel.x, "y": panel.y, "w": panel.width, "h": panel.height},
        "embeddableConfig": {"enhancements": {}},
    }


def _control(order: int, field: str) -> State:
    return {
        "order": order,
        "type": "optionsListControl",
        "width": "medium",
        "grow": True,
        "explicitInput": {
            "id": field,
            "fieldName": field,
            "title": field_labels(NEWS.index)[field],
            "selectedOptions": [],
            "enhancements": {},
        },
    }
