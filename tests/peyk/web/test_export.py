"""Results for other programs survive what articles hold."""

import csv
import io
import json
from datetime import UTC, datetime

from lxml import etree

from peyk.web.address import Asked
from peyk.web.export import as_csv, as_json, as_rss

from .desk_of import EVIL, document, hit_of, hostile

HITS = [hit_of(document()), hit_of(hostile())]


def test_json_gives_every_hit() -> None:
    assert [each["id"] for each in json.loads(as_json(HITS))] == ["a-1", EVIL]


def test_no_headline_becomes_a_formula() -> None:
    titles = ["=1+1", "@x", "+1", "-1", "＝1", "\n=1", "عنوان"]
    table = as_csv([hit_of(document(title=title)) for title in titles]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[2] for row in rows[1:]] == ["'=1+1", "'@x", "'+1", "'-1", "'＝1", "'\n=1", "عنوان"]


def test_rss_is_xml_whatever_the_articles_hold() -> None:
    data = as_rss(HITS, Asked(query=EVIL), "http://localhost:1", datetime(2026, 11, 24, tzinfo=UTC))
    items = etree.fromstring(data).findall("channel/item")
    assert items[0].findtext("title") == document()["title"]
    # A reader takes the description as HTML: what stands there must still be escaped within.
    assert "<script" not in (items[1].findtext("description") or "")
    assert all((item.findtext("link") or "").startswith("http://localhost:1/article/") for item in items)
