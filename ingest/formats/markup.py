"""HTML to plain text: paragraphs kept as paragraphs, everything that is not text left out."""

import re

from lxml import etree

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hl1",
        "hl2",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(
    ["script", "style", "head", "title", "noscript", "template", "iframe", "object", "svg", "math", "select", "button"]
)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>|&#?\w{1,31};")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")
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
    return tidy("".join(_pieces(root))) if root is not None else ""


def tidy(text: str) -> str:
    r"""Collapse runs of blanks and of empty lines; half-spaces are not blanks and stay.

    >>> tidy(" a   b \n\n\n c ")
    'a b\\n\\nc'
    """
    paragraphs = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    return "\n\n".join("\n".join(_BLANKS.sub(" ", line).strip() for line in p.split("\n")) for p in paragraphs)


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
    # Line ends inside HTML text mean no more than a blank.
    return re.sub(r"\s+", " ", text or "")
