"""The charts of the newsroom's dashboard that Lens can draw."""

from index.kibana.lens import Chart, count, donut, most, over_time, percentile, xy
from index.kibana.views import ALERTS, ARRIVALS, NEWS, REJECTED, View

_TOP = 15
_COLOURS = 10


def _through_time(key: str, view: View, field: str) -> Chart:
    counted = count()
    parts, time = most(view, field, _COLOURS, counted, others=True), over_time(view)
    return Chart(key, view, "lnsXY", (parts, time, counted), xy("bar_stacked", time, (counted,), parts))


def _ranked(key: str, view: View, field: str) -> Chart:
    counted = count()
    values = most(view, field, _TOP, counted)
    return Chart(key, view, "lnsXY", (values, counted), xy("bar_horizontal", values, (counted,)))


def _shares(key: str, view: View, field: str) -> Chart:
    counted = count()
    values = most(view, field, _COLOURS, counted, others=True)
    return Chart(key, view, "lnsPie", (values, counted), donut(values, counted))


def _delay_through_time(key: str, view: View, field: str) -> Chart:
    time, shares = over_time(view), tuple(percentile(field, share) for share in (50, 95, 99))
    return Chart(key, view, "lnsXY", (time, *shares), xy("line", time, shares))


def _delay_by_source(key: str, view: View, field: str) -> Chart:
    middle = percentile(field, 50)
    sources = most(view, "source", _TOP, middle)
    return Chart(key, view, "lnsXY", (sources, middle), xy("bar_horizontal", sources, (middle,)))


SOURCES = _through_time("chart-sources", NEWS, "source")
PERSONS = _ranked("chart-persons", NEWS, "persons")
PLACES = _ranked("chart-places", NEWS, "places")
ORGANIZATIONS = _ranked("chart-organizations", NEWS, "organizations")
LANGUAGES = _shares("chart-languages", NEWS, "language")
RULES = _ranked("chart-rules", ALERTS, "rule_name")
REASONS = _through_time("chart-reasons", REJECTED, "reason")
# By arrival: an article that its source dates to last year was still late today.
DELAY = _delay_through_time("chart-delay", ARRIVALS, "delay")
TOTAL_DELAY = _delay_by_source("chart-total-delay", ARRIVALS, "total_delay")

CHARTS = (SOURCES, PERSONS, PLACES, ORGANIZATIONS, LANGUAGES, RULES, REASONS, DELAY, TOTAL_DELAY)
