"""HTML to plain text: paragraphs kept as paragraphs, everything that is not text left out."""

import re
from itertools import groupby

from lxml import etree

_BLOCKS = frozenset(
    {"address", "article", "aside", "block", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hl1", "hl2"}
    | {"hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
_SILENT = frozenset(
    {"button", "head", "iframe", "math", "media", "noscript", "object", "script", "select", "style", "svg", "template"}
)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>|&#?\w{1,31};")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_LINE_END = re.compile("\r\n?|[\x85\N{LINE SEPARATOR}]")
_RUN = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")


def plain_text(markup: str) -> str:
    """Give the text of an HTML fragment: paragraphs parted by an empty line, entities resolved, scripts left out.

    Text without markup comes back as it is, its line ends kept.
    """
    clean = _NOT_TEXT.sub("", markup)
    if not _TAG.search(clean):
        return tidy(clean)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(f"<div>{clean}</div>", parser)
    return element_text(root) if root is not None else ""


def element_text(root: etree._Element) -> str:
    """Give the text of an element of HTML, XHTML or NITF (names without namespaces), in paragraphs."""
    return tidy("".join(_pieces(root)))


def content_text(content: etree._Element) -> str:
    """Give the story in an element that holds content: of NITF the body alone, of quoted HTML its text."""
    body = content.find(".//body.content")
    if body is None and not len(content) and _TAG.search(content.text or ""):
        return plain_text(content.text or "")
    return element_text(content if body is None else body)


def tidy(text: str) -> str:
    r"""Collapse runs of blanks and of empty lines; half-spaces are not blanks and stay.

    >>> tidy(" a   b \n\n\n c ")
    'a b\n\nc'
    """
    plain = _LINE_END.sub("\n", text).replace("\N{PARAGRAPH SEPARATOR}", "\n\n")
    lines = [_BLANKS.sub(" ", line).strip() for line in plain.split("\n")]
    # By lines and not by one pattern over the text: patterns of blanks around line ends can take quadratic time.
    return "\n\n".join("\n".join(group) for filled, group in groupby(lines, key=bool) if filled)


def _pieces(root: etree._Element) -> list[str]:
    pieces: list[str] = []
    silent = 0
    # A walk by events and not by recursion: nesting depth is the sender's choice.
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in _SILENT
            pieces.append("\n\n" if tag in _BLOCKS else "\n" if tag == "br" else "")
            pieces.append("" if silent else _inline(element.text))
            continue
        silent -= tag in _SILENT
        pieces.append("\n\n" if tag in _BLOCKS else "")
        pieces.append("" if silent else _inline(element.tail))
    return pieces


def _inline(text: str | None) -> str:
    # One line end means no more than a blank; an empty line is how wires with markup still part their paragraphs.
    return "\n\n".join(_RUN.sub(" ", part) for part in _EMPTY_LINE.split(text or ""))
