import codecs

import pytest

from ingest.decoding import decode
from ingest.rejection import ItemRejected, RejectReason

PERSIAN = "گزارش تازه: آتش\u200cبس برقرار شد.\nپیام دوم"
ARABIC_LETTERS = "گزارش تازه: آتش\u200cبس برقرار شد؛ رئيس كل بانك گفت"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_persian_text_is_read_in_every_unicode_encoding(encoding: str) -> None:
    assert decode(PERSIAN.encode(encoding)) == PERSIAN


def test_big_endian_mark_is_understood() -> None:
    assert decode(codecs.BOM_UTF16_BE + PERSIAN.encode("utf-16-be")) == PERSIAN


def test_windows_1256_is_recognised_with_its_half_space_and_persian_letters() -> None:
    assert decode(ARABIC_LETTERS.encode("cp1256")) == ARABIC_LETTERS


def test_plain_ascii_stays_as_it_is() -> None:
    assert decode(b"plain wire copy\r\n") == "plain wire copy\r\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((PERSIAN * 3).encode()[:-1], id="utf-8 cut in the middle of a letter"),
        pytest.param(PERSIAN.encode().replace("ش".encode(), b"\xff", 1), id="one byte of utf-8 changed"),
        pytest.param(codecs.BOM_UTF16_LE + PERSIAN.encode("utf-16-le")[:-1], id="half a utf-16 letter"),
        pytest.param(bytes(range(128, 256)) * 4, id="every high byte: no text"),
        pytest.param("Grüße über große Straßen, wir möchten Bücher".encode("cp1252"), id="another script"),
    ],
)
def test_unreadable_bytes_are_refused_as_encoding(data: bytes) -> None:
    with pytest.raises(ItemRejected) as refused:
        decode(data)

    assert refused.value.reason is RejectReason.ENCODING
