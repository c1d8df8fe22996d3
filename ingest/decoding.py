"""Bytes to text: UTF-8 (with or without BOM), UTF-16, Windows-1256 and -1252, told apart by what the bytes say."""

import codecs
import re

from ingest.rejection import ItemRejected, RejectReason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PERSIAN = re.compile("[\u0621-\u0652\u067e-\u06d3\u060c\u061b\u061f\u200c\u200d\u00ab\u00bb\u00a0\u00ac\u2013-\u2026]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")

_MOSTLY_UTF8 = 0.8
"""Share of high bytes in whole UTF-8 sequences above which broken bytes are damaged UTF-8 and not another encoding:
Persian in Windows-1256 stays under 0.1, because its letters do not come in the pairs that UTF-8 asks for."""

_MOSTLY_PERSIAN = 0.9
"""Share of a text's characters above ASCII that must be of Persian writing for it to be Windows-1256."""

_FEW = 0.1
"""Share of bytes above ASCII up to which a text in Latin letters is taken for Windows-1252: pounds, dashes, names."""

_UTF16_SAMPLE = 2000
_HIGH_BYTES, _LOW_BYTES = 0.9, 0.3
"""Shares of 00 and 06 among the high and the low bytes of UTF-16 text in Arabic script."""


def decode(data: bytes) -> str:
    """Read text in whichever of the known encodings it is in; the byte-order mark is left out.

    Raises:
        ItemRejected: the text is damaged UTF-8, or in no encoding that Peyk knows (encoding).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if unmarked := _unmarked_utf16(data):
        return _strictly(data, unmarked)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if _looks_like_utf8(data):
            raise _unreadable(f"damaged UTF-8 at byte {error.start}: the text was cut or changed on its way") from error
    return _one_byte(data)


def _unmarked_utf16(data: bytes) -> str | None:
    sample = data[:_UTF16_SAMPLE]
    if len(sample) < 4 or len(data) % 2:  # noqa: PLR2004 - two characters are the least that says anything
        return None
    # Persian letters, spaces and digits in UTF-16 have 06 or 00 as every other byte.
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = sample[offset::2], sample[1 - offset :: 2]
        if _share(high) > _HIGH_BYTES and _share(low) < _LOW_BYTES:
            return encoding
    return None


def _share(sample: bytes) -> float:
    return (sample.count(0) + sample.count(6)) / len(sample)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(f"marked as {encoding.upper()} but broken at byte {error.start}") from error


def _looks_like_utf8(data: bytes) -> bool:
    high = len(_HIGH.findall(data))
    return sum(map(len, _UTF8_SEQUENCE.findall(data))) > _MOSTLY_UTF8 * high


def _one_byte(data: bytes) -> str:
    text = data.decode("cp1256", errors="replace")
    high = [char for char in text if ord(char) > 127]  # noqa: PLR2004 - end of ASCII
    persian = sum(bool(_PERSIAN.match(char)) for char in high)
    if _CONTROL.search(text) or persian < _MOSTLY_PERSIAN * len(high):
        western = data.decode("cp1252", errors="replace")
        if len(high) > _FEW * len(data) or _CONTROL.search(western) or "\N{REPLACEMENT CHARACTER}" in western:
            raise _unreadable("neither UTF-8 nor UTF-16 nor Windows-1256; save the text as UTF-8 and send it again")
        return western
    return text


def _unreadable(error: str) -> ItemRejected:
    return ItemRejected(RejectReason.ENCODING, error)
