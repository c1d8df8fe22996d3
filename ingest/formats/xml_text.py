"""XML made safe before any parser sees it: no entity declarations, no external DTD, a bounded size, plain UTF-8."""

import html.entities
import re
import sys

from lxml import etree

from ingest.decoding import decode
from ingest.rejection import ItemRejected, RejectReason

MAX_RAW = 200_000
"""Characters of a source document that an article keeps in `raw`."""

MAX_XML = 16_000_000
"""Bytes of one XML document."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ONE_BYTE_ENCODINGS = frozenset(
    {"windows-1256", "cp1256", "windows-1252", "cp1252", "iso-8859-1", "latin1", "iso-8859-6", "us-ascii", "ascii"}
)
"""The declared encodings that are believed; any other is told from the bytes."""

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]{0,1000}(\[|>)", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,40})|([0-9]{1,40}));?")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")
_NAMED_ROOT = re.compile(r"<!DOCTYPE\s+(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})", re.IGNORECASE)
_BEFORE_ROOT = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]{0,1000}>", re.DOTALL | re.IGNORECASE)


def root_name(head: str) -> str | None:
    """Name the root element (without its prefix) of XML text that begins so; None when it is no XML.

    A document type with declarations of its own names the root, so that its format's parser is the one to refuse it.
    """
    at = 0
    while skipped := _BEFORE_ROOT.match(head, at):
        at = skipped.end()
    match = _ROOT.match(head, at) or _NAMED_ROOT.match(head, at)
    if match:
        return match[1]
    return "xml" if head.startswith(("<?xml", "<!--")) else None


def screened(data: bytes) -> str:
    """Give the document as text without declaration and DOCTYPE, with HTML's named entities resolved.

    A DOCTYPE that only names an external DTD, as NITF and NewsML 1.2 files carry it, is dropped unread.

    Raises:
        ItemRejected: it declares entities of its own, or is too large, or is in no known encoding.
    """
    if len(data) > MAX_XML:
        raise ItemRejected(RejectReason.TOO_LARGE, f"XML of {len(data):,} bytes; {MAX_XML:,} are allowed")
    text = _DECLARATION.sub("", _decoded(data), count=1)
    if doctype := _DOCTYPE.search(text):
        if doctype[1] == "[":
            raise ItemRejected(RejectReason.MALFORMED, "the document type declares its own entities: refused unread")
        text = text[: doctype.start()] + text[doctype.end() :]
    if "<!ENTITY" in text or "<!DOCTYPE" in text:
        raise ItemRejected(RejectReason.MALFORMED, "a second document type or an entity declaration: refused unread")
    return _NUMBERED.sub(_allowed, _ENTITY.sub(_resolved, _NOT_XML.sub("", text)))


def xml_tree(data: bytes) -> etree._Element:
    """Parse one XML document. Element names are left without their namespaces: one vocabulary a document is enough.

    Raises:
        ItemRejected: see `screened`; or the XML is not well-formed (malformed).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(screened(data).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ItemRejected(RejectReason.MALFORMED, f"not well-formed XML: {error.msg}") from error
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def text_at(element: etree._Element, path: str) -> str:
    """Give the text of the first element at `path`, markup inside it left out; empty when there is none."""
    found = element.find(path)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def headline_at(item: etree._Element, path: str) -> str:
    """Give the main headline among the elements at `path`, else the first, else the one of NITF inside the item."""
    lines = [line for line in item.iterfind(path) if "".join(line.itertext()).strip()]
    main = [line for line in lines if line.get("role", "").rpartition(":")[2] in {"", "main"}]
    for line in (*main, *lines):
        return " ".join("".join(line.itertext()).split())
    return text_at(item, ".//hedline/hl1")


def attribute_at(element: etree._Element, path: str, *names: str) -> str:
    """Give the first of these attributes that an element at `path` has; empty when there is none."""
    for found in element.iterfind(path):
        for name in names:
            if value := str(found.get(name, "")).strip():
                return value
    return ""


def texts_at(element: etree._Element, path: str) -> tuple[str, ...]:
    """Give the text of every element at `path` that has any."""
    found = (" ".join(" ".join(each.itertext()).split()) for each in element.iterfind(path))
    return tuple(dict.fromkeys(text for text in found if text))


def _decoded(data: bytes) -> str:
    declared = _DECLARED.match(data[:400])
    if declared and declared[1].lower().decode("ascii") in _ONE_BYTE_ENCODINGS:
        try:
            # Text that reads as UTF-8 is UTF-8, whatever its first line says: chance does not make such pairs.
            return data.decode()
        except UnicodeDecodeError:
            return data.decode(declared[1].decode("ascii"), errors="replace")
    return decode(data)


def _resolved(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES:
        return match[0]
    return html.entities.html5.get(f"{name};", match[0])


def _allowed(match: re.Match[str]) -> str:
    # A reference to a character that XML forbids spoils the whole document in some parsers, and a thread in others.
    code = int(match[1], 16) if match[1] else int(match[2])
    return "" if code > sys.maxunicode or _NOT_XML.match(chr(code)) else match[0]


def language_of(element: etree._Element) -> str:
    """Give the `xml:lang` of an element, or of its nearest ancestor that has one."""
    while element is not None:
        if tag := element.get("{http://www.w3.org/XML/1998/namespace}lang"):
            return str(tag)
        element = element.getparent()
    return ""


def raw_xml(element: etree._Element) -> str:
    """Write an element as the text that Article.raw keeps, cut at MAX_RAW characters."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))[:MAX_RAW]
