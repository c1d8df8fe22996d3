"""NewsML 1.0 to 1.2 (IPTC): an envelope with news items; each is one article."""

import base64
import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from ingest.article import Article, article_from_mapping
from ingest.decoding import decode
from ingest.formats.markup import content_text, tidy
from ingest.formats.wording import language, status, urgency, version
from ingest.formats.xml_text import attribute_at, headline_at, language_of, raw_xml, text_at, texts_at, xml_tree
from ingest.moments import moment
from ingest.received import Provenance, Received, Refused
from ingest.rejection import ItemRejected, RejectReason

_REVISION = re.compile(r":\d+[NUA]?$")


def recognises(root: str) -> bool:
    """Tell whether XML with this root element is NewsML 1."""
    return root == "NewsML"


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read each news item of the envelope; one that cannot be used is refused, and the others go on.

    Raises:
        ItemRejected: the document cannot be read (malformed, too-large, encoding), or holds no item (empty).
    """
    items = xml_tree(data).findall("NewsItem")
    if not items:
        raise ItemRejected(RejectReason.EMPTY, "a NewsML document without a NewsItem")
    for number, item in enumerate(items, start=1):
        try:
            yield _article(item, provenance)
        except ItemRejected as failure:
            place = provenance.place if len(items) == 1 else f"{provenance.place}#item-{number}"
            yield Refused(failure=failure, original=etree.tostring(item), place=place, source=provenance.source)


def _article(item: etree._Element, provenance: Provenance) -> Article:
    def at(name: str) -> datetime | None:
        return moment(text_at(item, f"NewsManagement/{name}"), provenance.time_zone)

    identifier = "Identification/NewsIdentifier"
    embargoed_until = _embargo(item, provenance)
    lines = ".//NewsLines"
    known = {
        "id": _identity(item, identifier) or None,
        "source": provenance.source
        or attribute_at(item, ".//AdministrativeMetadata/Provider/Party", "FormalName")
        or text_at(item, f"{identifier}/ProviderId")
        or "newsml",
        "title": headline_at(item, f"{lines}/HeadLine") or None,
        "body": _body(item) or None,
        "published_at": at("FirstCreated") or at("ThisRevisionCreated"),
        "language": language(attribute_at(item, ".//DescriptiveMetadata/Language", "FormalName") or language_of(item))
        or provenance.language,
        "version": version(text_at(item, f"{identifier}/RevisionId"), at("ThisRevisionCreated")),
        "status": status(attribute_at(item, "NewsManagement/Status", "FormalName"), embargoed_until),
        "urgency": urgency(attribute_at(item, "NewsManagement/Urgency", "FormalName")),
        "embargoed_until": embargoed_until,
        "authors": texts_at(item, f"{lines}/ByLine"),
        "subjects": texts_at(item, f"{lines}/KeywordLine"),
        "slug": text_at(item, f"{lines}/SlugLine") or text_at(item, "Identification/NameLabel") or None,
        "evolved_from": _REVISION.sub("", attribute_at(item, "NewsManagement/DerivedFrom", "NewsItem")) or None,
    }
    return article_from_mapping(known, received_at=provenance.received_at, raw=raw_xml(item))


def _identity(item: etree._Element, identifier: str) -> str:
    """Name the story and not its revision: the public identifier ends with the revision, the parts do not."""
    parts = [text_at(item, f"{identifier}/{name}") for name in ("ProviderId", "DateId", "NewsItemId")]
    if all(parts):
        return ":".join(("urn:newsml", *parts))
    return _REVISION.sub("", text_at(item, f"{identifier}/PublicIdentifier"))


def _embargo(item: etree._Element, provenance: Provenance) -> datetime | None:
    # "Embargoed" says until when by the status that is to follow.
    if attribute_at(item, "NewsManagement/Status", "FormalName").lower() != "embargoed":
        return None
    future = attribute_at(item, "NewsManagement/StatusWillChange/FutureStatus", "FormalName").lower()
    until = text_at(item, "NewsManagement/StatusWillChange/DateAndTime")
    return moment(until, provenance.time_zone) if future == "usable" else None


def _body(item: etree._Element) -> str:
    return max(map(_content, item.iter("DataContent")), key=len, default="")


def _content(content: etree._Element) -> str:
    around = content.getparent()
    if around is None or around.tag != "Encoding" or "base64" not in around.get("Notation", "").lower():
        return content_text(content)
    # A picture is encoded so, and is no text, though it is longer than any.
    try:
        return tidy(decode(base64.b64decode(content.text or "")))
    except (ValueError, ItemRejected):
        return ""
