"""What is put into Kibana names only what is there: fields of the mapping, objects of the file, bounded words."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from alerts.alert import AlertKind
from alerts.delivery.attempt import Outcome
from index.kibana.dashboard import PANELS, WIDTH
from index.kibana.everything import import_file, saved_objects
from index.kibana.saved_object import SavedObject
from index.kibana.searches import PUBLISHED, SEARCHES, URGENCIES
from index.kibana.views import VIEWS, Delay, View, data_view, flatten
from index.kibana.words import description, field_labels, title, value_labels
from index.templates import NEWS_ALIAS
from ingest.article import Article, Status, article_from_mapping
from ingest.rejection import ItemRejected, RejectReason
from processors.stories.notes import NoteKind
from processors.tagged_article import DateKind

OBJECTS = saved_objects()
BY_ID = {each.id: each for each in OBJECTS}
VIEW_BY_ID = {view.id: view for view in VIEWS}
# Not fields of a document: what Lens counts, and what the map's own grid brings.
OF_KIBANA = {"___records___", "doc_count", "key", "key_as_string", "now"}
NAMES_FIELD = {"sourceField", "field", "fieldName", "geoField", "timeFieldName", "%timefield%", "time_field"}
NAMES_FIELDS = {"columns", "fieldAttrs", "fieldFormatMap"}
SCRIPTED = re.compile(r"doc\['([^']+)'\]")
QUERIED = re.compile(r"([\w.]+)\s*:")


def decoded(value: Any) -> Any:
    """Open every JSON that stands inside a string, however deep."""
    match value:
        case str() if value[:1] in "{[" and value[:1]:
            return decoded(json.loads(value))
        case dict():
            return {key: decoded(each) for key, each in value.items()}
        case list():
            return [decoded(each) for each in value]
    return value


def named_fields(value: Any) -> Iterator[str]:
    """Find every field that a saved object names, wherever it stands."""
    match value:
        case dict():
            for key, each in value.items():
                yield from fields_at(key, each)
                yield from named_fields(each)
        case list():
            for each in value:
                yield from named_fields(each)


def fields_at(key: str, value: Any) -> Iterator[str]:
    if key in NAMES_FIELD and isinstance(value, str):
        yield value
    elif key in {"sort", "sourceFilters"}:
        yield from (each["value"] if isinstance(each, dict) else each[0] for each in value)
    elif key in NAMES_FIELDS and not any(isinstance(each, dict) and "operationType" in each for each in values(value)):
        yield from value
    elif key == "source" and isinstance(value, str):
        yield from SCRIPTED.findall(value)
    elif key == "query" and isinstance(value, str):
        yield from QUERIED.findall(value)


def values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else list(value)


def views_of(each: SavedObject) -> list[View]:
    if each.type == "index-pattern":
        return [VIEW_BY_ID[each.id]]
    found = [VIEW_BY_ID[ref.id] for ref in each.references if ref.type == "index-pattern"]
    indices = set(named_indices(decoded(each.attributes)))
    return found + [view for view in VIEWS if view.index in indices]


def named_indices(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(value.get("index"), str):
        yield value["index"]
    if isinstance(value, dict | list):
        for each in values(value):
            yield from named_indices(each)


def unknown(each: SavedObject) -> set[str]:
    known = {field for view in views_of(each) for field in view.fields()}
    return set(named_fields(decoded(each.attributes))) - known - OF_KIBANA


@pytest.mark.parametrize("each", OBJECTS, ids=lambda each: each.id)
def test_every_field_that_is_named_is_in_the_mapping(each: SavedObject) -> None:
    assert unknown(each) == set()


@pytest.mark.parametrize("each", [each for each in OBJECTS if each.type != "dashboard"], ids=lambda each: each.id)
def test_a_field_that_the_mapping_lacks_would_be_noticed(each: SavedObject) -> None:
    fields = set(named_fields(decoded(each.attributes))) - OF_KIBANA
    assert fields
    for field in fields:
        text = json.dumps(decoded(each.attributes), ensure_ascii=False)
        spoilt = json.loads(re.sub(rf"(?<![\w.]){re.escape(field)}(?![\w.])", "no_such_field", text))
        assert "no_such_field" in unknown(SavedObject(each.type, each.id, spoilt, each.references)), field


def test_the_dashboards_filters_are_looked_at_too() -> None:
    (dashboard,) = (each for each in OBJECTS if each.type == "dashboard")
    assert set(named_fields(decoded(dashboard.attributes))) >= {"source", "language"}


@pytest.mark.parametrize("each", OBJECTS, ids=lambda each: each.id)
def test_every_reference_leads_to_an_object_that_comes_before(each: SavedObject) -> None:
    earlier = OBJECTS[: OBJECTS.index(each)]
    for reference in each.references:
        assert BY_ID[reference.id] in earlier
        assert BY_ID[reference.id].type == reference.type
    assert len({reference.name for reference in each.references}) == len(each.references)


@pytest.mark.parametrize("each", OBJECTS, ids=lambda each: each.id)
def test_every_name_of_a_reference_is_one_that_is_given(each: SavedObject) -> None:
    called = set(
        re.findall(r"(?:indexRefName|indexPatternRefName|panelRefName)\W+([\w.-]+)", json.dumps(each.attributes))
    )
    given = {reference.name.rpartition(":")[2] for reference in each.references}
    assert called <= given


def test_ids_are_unique_and_stay_the_same() -> None:
    assert len(BY_ID) == len(OBJECTS)
    assert import_file() == import_file()
    lines = [json.loads(line) for line in import_file().splitlines()]
    assert [line["id"] for line in lines] == [each.id for each in OBJECTS]


def test_every_object_bears_a_title_and_no_two_of_a_type_the_same() -> None:
    titles = [(each.type, each.attributes.get("name") or each.attributes["title"]) for each in OBJECTS]
    assert len(set(titles)) == len(titles)
    assert all(re.search("[\u0600-\u06ff]", named) for _, named in titles)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_every_field_has_a_persian_label_of_its_own(view: View) -> None:
    labels = field_labels(view.index)
    assert view.fields().keys() - labels.keys() == set()
    shown = [labels[field] for field in view.fields()]
    assert len(set(shown)) == len(shown)


def test_no_label_is_for_a_field_that_is_not_there() -> None:
    for view in VIEWS:
        others = {field for other in VIEWS for field in other.fields()}
        assert field_labels(view.index).keys() <= others


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("status", tuple(Status)),
        ("note", tuple(NoteKind)),
        ("kind", tuple(AlertKind)),
        ("reason", tuple(RejectReason)),
        ("outcome", tuple(Outcome)),
        ("date_kinds", get_args(DateKind)),
    ],
)
def test_every_bounded_word_is_shown_in_persian(field: str, words: tuple[str, ...]) -> None:
    assert value_labels()[field].keys() == set(words)


def test_there_is_one_search_for_each_urgency_an_article_can_have(received: dict[str, Any]) -> None:
    for urgency in URGENCIES:
        assert (
            article_from_mapping({**received["record"], "urgency": urgency}, received_at=received["at"]).urgency
            == urgency
        )
        assert f"peyk-search-urgency-{urgency}" in BY_ID
    for beyond in (URGENCIES.start - 1, URGENCIES.stop):
        with pytest.raises(ItemRejected):
            article_from_mapping({**received["record"], "urgency": beyond}, received_at=received["at"])


def test_saved_searches_show_nothing_that_was_killed_or_held() -> None:
    news = [each for each in SEARCHES if each.view.index == NEWS_ALIAS]
    assert {"peyk-search-latest", "peyk-search-ceasefire"} < {each.id for each in news}
    for search in news:
        source = decoded(BY_ID[search.id].attributes)["kibanaSavedObjectMeta"]["searchSourceJSON"]
        assert source["query"]["query"].endswith(PUBLISHED)
        assert search.query == PUBLISHED or search.query.endswith(f" and {PUBLISHED}")


@pytest.fixture
def received() -> dict[str, Any]:
    at = Article(id="a", source="s", received_at="2026-11-24T00:00:00Z").received_at  # type: ignore[arg-type]
    return {"record": {"id": "a", "title": "آتش"}, "at": at}


def test_lens_measures_fields_of_the_right_type() -> None:
    fits = {
        "terms": {"keyword"},
        "date_histogram": {"date"},
        "percentile": {"double", "long", "integer", "byte"},
    }
    for each in OBJECTS:
        if each.type == "lens":
            (view,) = views_of(each)
            layers = each.attributes["state"]["datasourceStates"]["formBased"]["layers"]
            for column in (column for layer in layers.values() for column in layer["columns"].values()):
                if column["sourceField"] not in OF_KIBANA:
                    assert view.fields()[column["sourceField"]] in fits[column["operationType"]]


def test_lens_draws_only_columns_that_its_table_has() -> None:
    for each in OBJECTS:
        if each.type == "lens":
            state = each.attributes["state"]
            ((name, layer),) = state["datasourceStates"]["formBased"]["layers"].items()
            (drawn,) = state["visualization"]["layers"]
            used = [drawn.get("xAccessor"), drawn.get("splitAccessor"), *drawn.get("accessors", ())]
            used += [*drawn.get("primaryGroups", ()), *drawn.get("metrics", ())]
            assert drawn["layerId"] == name
            assert set(filter(None, used)) == set(layer["columns"]) == set(layer["columnOrder"])
            # Lens nests its buckets in this order, and wants what it measures at the end.
            bucketed = [layer["columns"][column]["isBucketed"] for column in layer["columnOrder"]]
            assert bucketed == sorted(bucketed, reverse=True)


def test_the_time_field_of_a_view_is_a_date() -> None:
    for view in VIEWS:
        assert view.fields()[view.time_field] == "date"
        assert data_view(view).attributes["timeFieldName"] == view.time_field


def test_the_map_and_the_days_have_their_types() -> None:
    fields = dict(flatten(VIEWS[0].mapping))
    assert (fields["locations"], fields["about"]) == ("geo_point", "date_range")


def test_a_delay_is_asked_of_two_dates() -> None:
    for view in VIEWS:
        for delay in view.delays:
            assert {view.fields()[delay.since], view.fields()[delay.until]} == {"date"}
    script = Delay("d", "then", "now").script()
    assert script.index("doc['now'].value") < script.index("- doc['then'].value")


def test_panels_lie_side_by_side_within_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        cells = {(x, y) for x in range(panel.x, panel.x + panel.width) for y in range(panel.y, panel.y + panel.height)}
        assert panel.x + panel.width <= WIDTH
        assert not taken & cells
        taken |= cells
    rows = max(y for _, y in taken) + 1
    assert len(taken) == WIDTH * rows


def test_a_text_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError):
        title("no-such-key")
    with pytest.raises(KeyError):
        description("no-such-key")
