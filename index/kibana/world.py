"""The map of the places that news speaks of: circles that grow with the number of articles."""

from index.kibana.saved_object import SavedObject, State, as_text, query_state
from index.kibana.views import NEWS
from index.kibana.words import description, title

FIELD = "locations"
KEY = "map-places"
ID = f"peyk-{KEY}"
# Between Tehran and Kabul, far enough out for both and their neighbours.
CENTER = {"lat": 33.0, "lon": 58.0, "zoom": 3.6}

_SOURCE_NAME = "layer_1_source_index_pattern"


def saved_map() -> SavedObject:
    """Build the saved object of the map."""
    state = {
        "zoom": CENTER["zoom"],
        "center": {"lat": CENTER["lat"], "lon": CENTER["lon"]},
        "timeFilters": {"from": "now-7d", "to": "now"},
        "refreshConfig": {"isPaused": True, "interval": 0},
        "query": query_state(),
        "filters": [],
        "settings": {"autoFitToDataBounds": False, "initialLocation": "FIXED_LOCATION", "fixedLocation": CENTER},
    }
    attributes = {
        "title": title(KEY),
        "description": description(KEY),
        "mapStateJSON": as_text(state),
        "layerListJSON": as_text([_ground(), _circles()]),
        "uiStateJSON": as_text({"isLayerTOCOpen": False, "openTOCDetails": []}),
    }
    return SavedObject("map", ID, attributes, (NEWS.reference(_SOURCE_NAME),))


def _ground() -> State:
    """Give the layer below: Elastic's map service, or what the newsroom's Kibana is configured to draw instead."""
    return _layer("ground", "EMS_VECTOR_TILE") | {
        "sourceDescriptor": {"type": "EMS_TMS", "isAutoSelect": True, "lightModeDefault": "road_map_desaturated"},
        "style": {"type": "EMS_VECTOR_TILE", "color": ""},
    }


def _circles() -> State:
    source = {
        "type": "ES_GEO_GRID",
        "id": "peyk-places-grid",
        "geoField": FIELD,
        "requestType": "point",
        "resolution": "MOST_FINE",
        "metrics": [{"type": "count"}],
        "applyGlobalQuery": True,
        "applyGlobalTime": True,
        "applyForceRefresh": True,
        "indexPatternRefName": _SOURCE_NAME,
    }
    return _layer("places", "GEOJSON_VECTOR") | {
        "label": title("points"),
        "alpha": 0.75,
        "sourceDescriptor": source,
        "style": {"type": "VECTOR", "isTimeAware": True, "properties": _looks()},
        "joins": [],
    }


def _layer(name: str, kind: str) -> State:
    return {
        "id": f"peyk-{name}",
        "type": kind,
        "label": None,
        "visible": True,
        "includeInFitToBounds": True,
        "minZoom": 0,
        "maxZoom": 24,
        "alpha": 1,
    }


def _looks() -> State:
    counted = {
        "field": {"name": "doc_count", "origin": "source"},
        "fieldMetaOptions": {"isEnabled": True, "sigma": 3},
    }
    return {
        "icon": _fixed(value="marker"),
        "symbolizeAs": {"options": {"value": "circle"}},
        "fillColor": _grown(counted, color="Yellow to Red", type="ORDINAL"),
        "iconSize": _grown(counted, minSize=6, maxSize=28),
        "lineColor": _fixed(color="#3d3d3d"),
        "lineWidth": _fixed(size=1),
        "labelText": _grown(counted),
        "labelColor": _fixed(color="#000000"),
        "labelSize": _fixed(size=12),
        "labelBorderColor": _fixed(color="#FFFFFF"),
        "labelBorderSize": {"options": {"size": "SMALL"}},
    }


def _fixed(**options: object) -> State:
    return {"type": "STATIC", "options": options}


def _grown(counted: State, **options: object) -> State:
    return {"type": "DYNAMIC", "options": {**counted, **options}}
