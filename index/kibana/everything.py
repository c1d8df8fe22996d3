"""All that Peyk puts into Kibana, as one import file."""

from index.kibana.charts import CHARTS
from index.kibana.dashboard import saved_dashboard
from index.kibana.lens import saved_chart
from index.kibana.saved_object import SavedObject, ndjson
from index.kibana.searches import SEARCHES, saved_search
from index.kibana.talked_about import saved_histogram
from index.kibana.views import VIEWS, data_view
from index.kibana.world import saved_map


def saved_objects() -> tuple[SavedObject, ...]:
    """Give every saved object, those that others need first."""
    return (
        *map(data_view, VIEWS),
        *map(saved_search, SEARCHES),
        *map(saved_chart, CHARTS),
        saved_histogram(),
        saved_map(),
        saved_dashboard(),
    )


def import_file() -> bytes:
    """Give the file that Kibana's saved-objects import takes: the same bytes every time."""
    return ndjson(saved_objects())
