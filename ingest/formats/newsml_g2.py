"""NewsML-G2 (IPTC): a news item, or a message with several; each news item is one article."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from ingest.article import Article, Status, article_from_mapping
from ingest.formats.markup import content_text, plain_text, tidy
from ingest.formats.wording import embargo, global_id, language, status, urgency, version
from ingest.formats.xml_text import attribute_at, headline_at, language_of, raw_xml, text_at, texts_at, xml_tree
from ingest.moments import moment
from ingest.received import Provenance, Received, Refused
from ingest.rejection import ItemRejected, RejectReason

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")


def recognises(root: str) -> bool:
    """Tell whether XML with this root element is NewsML-G2."""
    return root == "newsMessage" or root in _ITEMS


def parse(data: bytes, provenance: Provenance) -> Iterator[Received]:
    """Read each item of the document; one that holds no news is refused, and the others go on.

    Raises:
        ItemRejected: the document cannot be read (malformed, too-large, encoding), or holds no item (empty).
    """
    root = xml_tree(data)
    items = [root] if root.tag in _ITEMS else root.findall("itemSet/*")
    if not items:
        raise ItemRejected(RejectReason.EMPTY, "a NewsML-G2 message without an item")
    for number, item in enumerate(items, start=1):
        try:
            yield _article(item, provenance)
        except ItemRejected as failure:
            place = provenance.place if len(items) == 1 else f"{provenance.place}#item-{number}"
            yield Refused(failure=failure, original=etree.tostring(item), place=place, source=provenance.source)


def _article(item: etree._Element, provenance: Provenance) -> Article:
    if item.tag != "newsItem":
        raise ItemRejected(RejectReason.INVALID, f"a {item.tag} carries no article of its own")

    def at(path: str) -> datetime | None:
        return moment(text_at(item, path), provenance.time_zone)

    created = at("itemMeta/versionCreated")
    embargoed_until = embargo(text_at(item, "itemMeta/embargoed"), provenance.time_zone)
    source = provenance.source or _provider(item)
    known = {
        "id": global_id(source, (item.get("guid") or "").strip()),
        "source": source,
        "title": headline_at(item, "contentMeta/headline") or text_at(item, "itemMeta/title") or None,
        "body": _body(item) or text_at(item, "contentMeta/description") or None,
        "published_at": at("itemMeta/firstCreated") or at("contentMeta/contentCreated") or created,
        "language": language(attribute_at(item, "contentMeta/language", "tag") or language_of(item))
        or provenance.language,
        # A missing version means 1, by the standard.
        "version": version(item.get("version", "1"), created),
        "status": _status(item, embargoed_until),
        "urgency": urgency(text_at(item, "contentMeta/urgency")),
        "embargoed_until": embargoed_until,
        "expires_at": at("itemMeta/expires") or at("contentMeta/contentExpires"),
        "authors": texts_at(item, "contentMeta/by") or texts_at(item, "contentMeta/creator/name"),
        "subjects": tuple(filter(None, (text_at(each, "name") for each in item.iterfind("contentMeta/subject")))),
        "slug": text_at(item, "contentMeta/slugline") or None,
        "evolved_from": _ancestor(item) or None,
    }
    return article_from_mapping(known, received_at=provenance.received_at, raw=raw_xml(item))


def _status(item: etree._Element, embargoed_until: datetime | None) -> Status:
    read = status(attribute_at(item, "itemMeta/pubStatus", "qcode", "uri"), embargoed_until)
    # By the standard an embargo that names no moment has no end that is known.
    endless = embargoed_until is None and item.find("itemMeta/embargoed") is not None
    return Status.WITHHELD if endless and read is Status.USABLE else read


def _provider(item: etree._Element) -> str:
    for path in ("itemMeta/provider", "contentMeta/infoSource"):
        named = text_at(item, f"{path}/name") or attribute_at(item, path, "literal", "qcode", "uri")
        if named:
            return named
    return "newsml-g2"


def _ancestor(item: etree._Element) -> str:
    for link in item.iterfind("itemMeta/link"):
        if (link.get("rel") or "").rpartition(":")[2] == "evolvedFrom":
            return link.get("residref") or link.get("href") or ""
    return ""


def _body(item: etree._Element) -> str:
    forms = [content_text(each) for each in item.iterfind("contentSet/inlineXML")]
    for each in item.iterfind("contentSet/inlineData"):
        plain = each.get("contenttype", "").startswith("text/plain")
        forms.append(tidy(each.text or "") if plain else plain_text(each.text or ""))
    return max(forms, key=len, default="")
