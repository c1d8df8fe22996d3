"""NITF 3 (IPTC): one story as XML, with its management data in the head."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from ingest.article import article_from_mapping
from ingest.formats.markup import element_text
from ingest.formats.wording import embargo, global_id, language, status, urgency, version
from ingest.formats.xml_text import attribute_at, language_of, raw_xml, text_at, texts_at, xml_tree
from ingest.moments import moment
from ingest.received import Provenance, Received


def recognises(root: str) -> bool:
    """Tell whether XML with this root element is NITF."""
    return root == "nitf"


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read the one story of the document. A release time is an embargo.

    Raises:
        ItemRejected: it cannot be read (malformed, too-large, encoding) or used (invalid, empty).
    """
    story = xml_tree(data)
    docdata = story.find("head/docdata")
    docdata = docdata if docdata is not None else etree.Element("docdata")

    def at(name: str) -> datetime | None:
        return moment(attribute_at(docdata, name, "norm"), provenance.time_zone)

    issued = at("date.issue")
    released = embargo(attribute_at(docdata, "date.release", "norm"), provenance.time_zone)
    # Agencies repeat the time of issue as time of release; only a later one is an embargo.
    embargoed_until = released if released and (issued is None or released > issued) else None
    source = provenance.source or _agency(story, docdata)
    published = moment(attribute_at(story, "head/pubdata", "date.publication"), provenance.time_zone)
    known = {
        "id": global_id(source, _identity(docdata)),
        "source": source,
        "title": text_at(story, "body/body.head/hedline/hl1") or text_at(story, "head/title") or None,
        "body": _body(story) or None,
        "published_at": published or issued,
        "language": language(language_of(story)) or provenance.language,
        "version": version(attribute_at(docdata, "du-key", "version"), issued),
        "status": status(docdata.get("management-status"), embargoed_until),
        "urgency": urgency(attribute_at(docdata, "urgency", "ed-urg")),
        "embargoed_until": embargoed_until,
        "expires_at": at("date.expire"),
        "authors": texts_at(story, "body/body.head/byline"),
        "subjects": _subjects(story, docdata),
        "slug": attribute_at(docdata, "fixture", "fix-id") or attribute_at(docdata, "du-key", "key") or None,
    }
    yield article_from_mapping(known, received_at=provenance.received_at, raw=raw_xml(story))


def _identity(docdata: etree._Element) -> str:
    return attribute_at(docdata, "doc-id", "id-string") or attribute_at(docdata, "du-key", "key")


def _agency(story: etree._Element, docdata: etree._Element) -> str:
    return (
        attribute_at(docdata, "doc-id", "regsrc")
        or attribute_at(docdata, "doc.copyright", "holder")
        or text_at(story, "body/body.head/distributor")
        or "nitf"
    )


def _subjects(story: etree._Element, docdata: etree._Element) -> tuple[str, ...]:
    keywords = [each.get("key", "").strip() for each in docdata.iterfind("key-list/keyword")]
    matters = [
        each.get("tobject.subject.matter") or each.get("tobject.subject.type") or ""
        for each in story.iterfind("head/tobject/tobject.subject")
    ]
    return tuple(dict.fromkeys(filter(None, (*keywords, *matters))))


def _body(story: etree._Element) -> str:
    content = story.find("body/body.content")
    return element_text(content) if content is not None else ""
