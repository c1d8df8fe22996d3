"""The parts a Lens chart is made of: its columns, and the shapes that draw them."""

from dataclasses import dataclass
from typing import Literal

from index.kibana.saved_object import Reference, SavedObject, State, query_state
from index.kibana.views import View
from index.kibana.words import description, field_labels, in_persian_digits, title

LAYER = "layer"
RECORDS = "___records___"
"""What Lens counts where it counts documents and not a field."""

Shape = Literal["lnsXY", "lnsPie"]
Series = Literal["bar_stacked", "bar_horizontal", "line"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart's table: its id within the chart, and its state as Lens keeps it."""

    id: str
    state: State


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `columns`: buckets first, then what is measured; `drawing` is the state of its shape."""

    key: str
    view: View
    shape: Shape
    columns: tuple[Column, ...]
    drawing: State

    @property
    def id(self) -> str:
        """The id of its saved object."""
        return f"peyk-{self.key}"


def count(named: str = "count") -> Column:
    """Count documents."""
    return Column("count", _metric("count", RECORDS, title(named)) | {"params": {"emptyAsNull": True}})


def percentile(field: str, share: int) -> Column:
    """Give the value under which `share` percent of a field's values are."""
    label = title("median") if share == _MEDIAN else title("share").format(share=in_persian_digits(share))
    return Column(f"p{share}", _metric("percentile", field, label) | {"params": {"percentile": share}})


_MEDIAN = 50


def over_time(view: View) -> Column:
    """Part documents by their moment, in steps that Kibana fits to the time that is shown."""
    params = {"interval": "auto", "includeEmptyRows": True, "dropPartials": False}
    return Column(
        "time", _bucket(view, view.time_field, "date_histogram", "date") | {"scale": "interval", "params": params}
    )


def most(view: View, field: str, size: int, by: Column, *, others: bool = False) -> Column:
    """Part documents by the `size` values of a field that measure most `by` another column."""
    params = {
        "size": size,
        "orderBy": {"type": "column", "columnId": by.id},
        "orderDirection": "desc",
        "otherBucket": others,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
        "include": [],
        "exclude": [],
        "includeIsRegex": False,
        "excludeIsRegex": False,
    }
    return Column("values", _bucket(view, field, "terms", "string") | {"scale": "ordinal", "params": params})


def _metric(operation: str, field: str, label: str) -> State:
    return {
        "operationType": operation,
        "sourceField": field,
        "label": label,
        "customLabel": True,
        "dataType": "number",
        "isBucketed": False,
        "scale": "ratio",
    }


def _bucket(view: View, field: str, operation: str, data_type: str) -> State:
    return {
        "operationType": operation,
        "sourceField": field,
        "label": field_labels(view.index)[field],
        "customLabel": True,
        "dataType": data_type,
        "isBucketed": True,
    }


def xy(series: Series, across: Column, measured: tuple[Column, ...], split: Column | None = None) -> State:
    """Draw bars or lines: `across` is the axis that is not measured, `split` parts each bar in colours."""
    layer: State = {
        "layerId": LAYER,
        "layerType": "data",
        "seriesType": series,
        "position": "top",
        "showGridlines": False,
        "xAccessor": across.id,
        "accessors": [column.id for column in measured],
    }
    return {
        "preferredSeriesType": series,
        "valueLabels": "hide",
        "fittingFunction": "None",
        "legend": {"isVisible": split is not None or len(measured) > 1, "position": "right"},
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "layers": [layer | ({"splitAccessor": split.id} if split else {})],
    }


def donut(parts: Column, measured: Column) -> State:
    """Draw each part's share of the whole."""
    layer = {
        "layerId": LAYER,
        "layerType": "data",
        "primaryGroups": [parts.id],
        "metrics": [measured.id],
        "numberDisplay": "percent",
        "categoryDisplay": "default",
        "legendDisplay": "default",
        "nestedLegend": False,
    }
    return {"shape": "donut", "layers": [layer]}


def saved_chart(chart: Chart) -> SavedObject:
    """Build the saved object of a chart."""
    layer = {
        "columns": {column.id: column.state for column in chart.columns},
        "columnOrder": [column.id for column in chart.columns],
        "incompleteColumns": {},
        "sampling": 1,
    }
    state = {
        "datasourceStates": {"formBased": {"layers": {LAYER: layer}}},
        "visualization": chart.drawing,
        "query": query_state(),
        "filters": [],
        "internalReferences": [],
        "adHocDataViews": {},
    }
    attributes = {
        "title": title(chart.key),
        "description": description(chart.key),
        "visualizationType": chart.shape,
        "state": state,
    }
    name = f"indexpattern-datasource-layer-{LAYER}"
    return SavedObject("lens", chart.id, attributes, (Reference(name, "index-pattern", chart.view.id),))
