"""Turn HTML that came with a feed into text: tags go, paragraphs and line breaks stay, entities become characters."""

import html
import re
from html.entities import html5

from processors.orthography.edits import Edit, apply, compose

_BLOCKS = (
    "p|div|br|li|ul|ol|tr|table|h[1-6]|blockquote|section|article|header|footer|figure|figcaption|hr|dd|dt|dl|main|nav"
    "|aside|details|summary|form"
)
_INLINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup"
    "|time|tt|u|var|wbr|video|audio|source|picture|iframe|td|th|tbody|thead|tfoot|center|html|body|head|meta|link"
    "|svg|path|object|embed|button|input|label|noscript"
)
# Quoted values may hold a >; where a quote is left open, the tag ends at the first one. No name of an
# attribute is Persian: "a <b و c> d" compares.
_ATTRIBUTES = (
    r"""(?:\s(?!\s{0,99}[\u0600-\u06ff])(?:(?:[^<>"']|"[^"<]{0,2000}"|'[^'<]{0,2000}'){0,2000}|[^<>]{0,2000}))?"""
)
_DROPPED = re.compile(
    rf"(?P<comment><!--)|<(?P<element>script|style|title){_ATTRIBUTES}>|<!\[CDATA\[|\]\]>|<!doctype[^<>]*>",
    re.IGNORECASE,
)
_END_OF_COMMENT = re.compile("-->")
_END_OF_ELEMENT = {
    element: re.compile(rf"</{element}\s{{0,99}}>", re.IGNORECASE) for element in ("script", "style", "title")
}
# White space is tried from its beginning only: from each of its signs, the cost would grow with the square.
_BREAK = re.compile(rf"(?<!\s)\s*(?:</?(?:{_BLOCKS}){_ATTRIBUTES}/?>\s*)+", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_INLINE}){_ATTRIBUTES}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_CELL = re.compile(rf"(?<!\s)\s*</t[dh]\s*>\s*<t[dh]{_ATTRIBUTES}>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</?(?:p|div|h[1-6]|blockquote|ul|ol|table|section|article)\b", re.IGNORECASE)
_MOST_LAYERS = 8
"""Feeds escape text twice at most; eight layers bound what a hostile one can cost."""


def markup_edits(text: str) -> list[Edit]:
    """Find tags, comments and entities. Escaped markup (&amp;lt;p&amp;gt;) is undone layer by layer.

    Signs that are no HTML stay: "a < b", "AT&T", "R&D;".
    """
    edits: list[Edit] = []
    for _ in range(_MOST_LAYERS):
        found = _layer(text)
        if not found:
            break
        edits = compose(text, edits, found)
        text = apply(text, found)
    return edits


def _layer(text: str) -> list[Edit]:
    for finder in (_dropped, _cells, _breaks, _tags, _entities):
        found = finder(text)
        if found:
            return found
    return []


def _dropped(text: str) -> list[Edit]:
    if "<!" not in text and "]]>" not in text and "</" not in text:
        return []
    edits: list[Edit] = []
    endless: set[re.Pattern[str]] = set()
    at = 0
    while match := _DROPPED.search(text, at):
        at = match.end()
        if closing := _closing(match):
            end = None if closing in endless else closing.search(text, at)
            if end is None:
                endless.add(closing)  # nor is there one further on: what opens a thousand times is looked for once
                continue
            at = end.end()
        edits.append(Edit(match.start(), at, "", "html-tag"))
    return edits


def _closing(opening: re.Match[str]) -> re.Pattern[str] | None:
    """Tell what ends that which is dropped with its content; None where only the tag itself is dropped."""
    if opening["comment"]:
        return _END_OF_COMMENT
    return _END_OF_ELEMENT[opening["element"].lower()] if opening["element"] else None


def _cells(text: str) -> list[Edit]:
    if "</t" not in text and "</T" not in text:
        return []
    return [Edit(*match.span(), " ", "html-tag") for match in _CELL.finditer(text)]


def _breaks(text: str) -> list[Edit]:
    if "<" not in text or ">" not in text:
        return []
    return [Edit(*match.span(), _line_break(text, match), "html-tag") for match in _BREAK.finditer(text)]


def _line_break(text: str, match: re.Match[str]) -> str:
    if match.start() == 0 or match.end() == len(text):
        return ""
    return "\n\n" if _PARAGRAPH.search(match[0]) else "\n"


def _tags(text: str) -> list[Edit]:
    if "<" not in text or ">" not in text:
        return []
    return [Edit(*match.span(), "", "html-tag") for match in _TAG.finditer(text)]


def _entities(text: str) -> list[Edit]:
    if "&" not in text or ";" not in text:
        return []
    # html.unescape() alone would read the beginning of an unknown name: &notany; as ¬any;.
    known = (match for match in _ENTITY.finditer(text) if match[0][1] == "#" or match[0][1:] in html5)
    found = ((match, html.unescape(match[0])) for match in known)
    return [Edit(*match.span(), to, "html-entity") for match, to in found if to != match[0]]
