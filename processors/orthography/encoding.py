"""Mend text that was decoded with the wrong character set, or refuse it: Ø³Ù„Ø§Ù…, ط³ظ„ط§ظ… and ÓáÇã are all سلام."""

import re
from dataclasses import dataclass

from ingest.rejection import ItemRejected, RejectReason
from processors.orthography.edits import Edit, apply

_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")
# UTF-8 begins the letters of the Arabic script with the bytes D8 to DB and the half-space with E2 80. Read in a
# single-byte set these are the letters below, with signs behind them that no text has there.
_SIGNS = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"


@dataclass(frozen=True, slots=True)
class _Mistake:
    """Text in UTF-8 that was read as `encoding`: `trace` betrays it, `run` bounds what was read so."""

    encoding: str
    trace: re.Pattern[str]
    run: re.Pattern[str]


_MISTAKES = (
    _Mistake(
        "cp1252", re.compile(f"[\u00d8-\u00db\u00c2\u00c3][{_SIGNS}]|\u00e2\u20ac"), re.compile("[^\u0600-\u06ff\n]+")
    ),
    _Mistake("cp1256", re.compile(f"[\u0637-\u063a][{_SIGNS}\u067e\u0679-\u06af]"), re.compile("[^\n]+")),
)
_SIGN_BEHIND_LETTER = re.compile(f"[\u0637-\u063a][{_SIGNS}]")
_FEWEST_TRACES = 2
_MOST_TIMES = 3
"""So often is text found encoded: a store and a feed that both guess make two."""

_CONTROL = re.compile("[\x00-\x08]")
_HIGH_LATIN = re.compile("[\u00c0-\u00ff]")
_LOST = "\N{REPLACEMENT CHARACTER}"
_MOST_LOST = 0.02
"""Share of characters that may be lost before a text is refused: one in fifty leaves no sentence whole."""

_SHORTEST_JUDGED = 12


def encoding_edits(text: str) -> list[Edit]:
    """Find what was decoded wrongly and how it reads.

    Raises:
        ItemRejected: too much of it is lost for any encoding to bring back (reason encoding).
    """
    edits = _mended(text)
    _refuse_lost(apply(text, edits))
    return edits


def mended_encoding(text: str) -> str:
    """Give `text` as it reads in the right character set, lost parts and all: nothing is refused here."""
    return apply(text, _mended(text))


def has_traces(text: str) -> bool:
    """Tell whether `text` holds letters that only wrong decoding puts together; one عک proves nothing (عکس)."""
    if _HIGH_LATIN.search(text) or _SIGN_BEHIND_LETTER.search(text):
        return True
    return len(_MISTAKES[1].trace.findall(text)) >= _FEWEST_TRACES


def _mended(text: str) -> list[Edit]:
    if not has_traces(text):
        return []
    for mistake in _MISTAKES:
        if mistake.trace.search(text):
            found = [edit for match in mistake.run.finditer(text) if (edit := _from_utf8(match, mistake))]
            if found:
                return found
    return _from_windows_1256(text)


def _bytes(text: str, encoding: str) -> bytes | None:
    """Give back the bytes that were read as `encoding`; controls stand for the bytes that it leaves undefined."""
    out = bytearray()
    for char in text:
        try:
            out += char.encode(encoding)
        except UnicodeEncodeError:
            if char > "\u00ff":
                return None
            out.append(ord(char))
    return bytes(out)


def _from_utf8(match: re.Match[str], mistake: _Mistake) -> Edit | None:
    if len(mistake.trace.findall(match[0])) < _FEWEST_TRACES:
        return None
    right = match[0]
    for _ in range(_MOST_TIMES):
        decoded = _decoded(right, mistake)
        if decoded is None:
            return None
        right = decoded
        if not mistake.trace.search(right):
            break
    if not _ARABIC_SCRIPT.search(right):
        return None
    return Edit(*match.span(), right, f"utf-8-read-as-{mistake.encoding}")


def _decoded(text: str, mistake: _Mistake) -> str | None:
    data = _bytes(text, mistake.encoding)
    if data is None:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        # Some programs drop the bytes that the other set leaves undefined: what is lost is shown as lost.
        return data.decode(errors="replace") if len(mistake.trace.findall(text)) >= _SHORTEST_JUDGED else None


def _from_windows_1256(text: str) -> list[Edit]:
    high = len(_HIGH_LATIN.findall(text))
    letters = sum(map(str.isalpha, text)) if high >= _SHORTEST_JUDGED else 0
    # European names in Persian text have a few such letters; wrongly decoded text has little else.
    if high < _SHORTEST_JUDGED or high * 2 < letters:
        return []
    data = _bytes(text, "cp1252")
    if data is None:
        return []
    for encoding in ("cp1256", "iso8859-6"):
        right = data.decode(encoding, "replace")
        if _LOST not in right and not _is_latin(right):
            return [Edit(0, len(text), right, f"{encoding.replace('cp', 'windows-')}-read-as-cp1252")]
    return []


def _is_latin(text: str) -> bool:
    """Tell whether accented Latin letters are more than a name or two in `text`."""
    return len(_HIGH_LATIN.findall(text)) > _MOST_LOST * len(text)


def _refuse_lost(text: str) -> None:
    lost = text.count(_LOST)
    marks = text.count("?")
    if lost and lost > _MOST_LOST * len(text):
        told = f"{lost} of {len(text)} characters were lost in decoding; fetch the item again as UTF-8 or Windows-1256"
        raise ItemRejected(RejectReason.ENCODING, told)
    high, controls = len(_HIGH_LATIN.findall(text)), len(_CONTROL.findall(text))
    if high >= _SHORTEST_JUDGED and high * 2 >= sum(map(str.isalpha, text)):
        told = f"{high} letters are accented Latin ones, as of a set read wrongly; fetch the item again as UTF-8"
        raise ItemRejected(RejectReason.ENCODING, told)
    if controls >= _SHORTEST_JUDGED and controls * 5 >= len(text):
        told = f"{controls} of {len(text)} characters are controls, as of UTF-16 read in bytes; fetch the item as UTF-8"
        raise ItemRejected(RejectReason.ENCODING, told)
    if marks >= _SHORTEST_JUDGED and marks > sum(map(str.isalpha, text)):
        told = f"{marks} of {len(text)} characters are question marks; the source wrote it in a set without Persian"
        raise ItemRejected(RejectReason.ENCODING, told)
