"""Files and folders as sources: formats by content, lines by number, links and half-written files left alone."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.article import Article
from ingest.formats import json_lines
from ingest.received import Received, Refused
from ingest.rejection import RejectReason
from ingest.sources.arguments import NoSuchSource, Reading, lots_of, stdin_lot
from ingest.sources.files import MAX_DOCUMENT, file_lot
from ingest.sources.folder import article_files

READING = Reading(clock=lambda: datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
CORPUS = Path(__file__).parents[4] / "shared"


def read(path: Path) -> list[Received]:
    return list(file_lot(path, READING.provenance(path)).items)


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def record(**fields: object) -> str:
    return json.dumps({"source": "parvaz", "body": "متن", **fields}, ensure_ascii=False)


def test_a_broken_line_is_refused_by_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = [record(id="1"), "", '{"id": "2", "body": "بریده', record(id="3"), "[1, 2]", record(id="4", urgency=12)]

    items = read(write(tmp_path / "wire.jsonl", "\n".join(lines)))

    assert [item.id for item in items if isinstance(item, Article)] == ["1", "3"]
    assert [(i.place.rpartition(":")[2], i.failure.reason) for i in items if isinstance(i, Refused)] == [
        ("3", RejectReason.MALFORMED),
        ("5", RejectReason.MALFORMED),
        ("6", RejectReason.INVALID),
    ]


def test_a_broken_first_line_does_not_hide_the_lines_after_it(tmp_path: Path) -> None:
    items = read(write(tmp_path / "wire", '{"id": "1", "bo\n' + record(id="2") + "\n"))

    assert [isinstance(item, Article) for item in items] == [False, True]


def test_the_same_record_is_told_as_line_document_or_array(tmp_path: Path) -> None:
    whole = {"id": "1", "source": "parvaz", "title": "سرخط", "body": "متن"}
    as_line = read(write(tmp_path / "a", json.dumps(whole)))
    as_document = read(write(tmp_path / "b", json.dumps(whole, indent=2, ensure_ascii=False)))
    as_array = read(write(tmp_path / "c", json.dumps([whole], indent=2)))

    assert as_line == as_document == as_array
    assert len(as_line) == 1


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    items = read(write(tmp_path / "wire.jsonl", f"\n\n{record(id='1')}\n\n\n{{broken\n"))

    assert [item.place.rpartition(":")[2] if isinstance(item, Refused) else item.id for item in items] == ["1", "6"]


def test_an_oversized_line_is_refused_and_passed_over(tmp_path: Path) -> None:
    huge = record(id="huge", body="x" * json_lines.MAX_LINE)

    items = read(write(tmp_path / "wire.jsonl", f"{record(id='1')}\n{huge}\n{record(id='3')}\n"))

    assert [item.failure.reason if isinstance(item, Refused) else item.id for item in items] == [
        "1",
        RejectReason.TOO_LARGE,
        "3",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
def test_json_lines_in_the_encodings_of_desks_are_read(tmp_path: Path, encoding: str) -> None:
    text = record(id="1", body="رئيس كل بانك گفت") + "\n" + record(id="2") + "\n"

    items = read(write(tmp_path / "wire.jsonl", text.encode(encoding)))

    assert [item.id for item in items if isinstance(item, Article)] == ["1", "2"]
    assert isinstance(items[0], Article)
    assert items[0].body == "رئيس كل بانك گفت"


def test_unknown_fields_are_kept_in_raw_and_known_ones_are_not_kept_twice(tmp_path: Path) -> None:
    lines = record(id="1", desk="سیاسی") + "\n" + record(id="2")

    first, second = read(write(tmp_path / "wire.jsonl", lines))

    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert json.loads(first.raw or "")["desk"] == "سیاسی"
    assert second.raw is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("سرخط کوتاه\n\nمتن خبر.", "سرخط کوتاه"),
        ("سرخط کوتاه\r\nمتن خبر.\r\n", "سرخط کوتاه"),
        ("آیا توافق نزدیک است؟\nمتن خبر.", "آیا توافق نزدیک است؟"),
        ("سخنگو: گزارش «تحریف» است\nمتن.", "سخنگو: گزارش «تحریف» است"),
        ("ناتو: ۳۲ عضو گرد هم می\u200cآیند\nمتن.", "ناتو: ۳۲ عضو گرد هم می\u200cآیند"),
        ("این جمله نقطه دارد و بند نخست است.\n\nبند دوم.", None),
        ("یک خط تنها", None),
        ("کابل – ۲۰ عقرب ۱۴۰۵ (آژانس خبری پامیر)\n\nمتن خبر.", None),
        ("تهران، ۵ آذر\nمتن خبر.", None),
        ("کابل (پامیر) –\nمتن خبر.", None),
        ("خ" * 121 + "\nمتن", None),
    ],
)
def test_the_first_short_line_is_the_headline_and_a_dateline_is_not(
    tmp_path: Path, text: str, title: str | None
) -> None:
    [item] = read(write(tmp_path / "story.txt", text))

    assert isinstance(item, Article)
    assert item.title == title


def test_the_same_text_dropped_twice_is_one_article(tmp_path: Path) -> None:
    first, second = (read(write(tmp_path / name, "سرخط\nمتن خبر")) for name in ("a.txt", "b.txt"))

    assert isinstance(first[0], Article)
    assert isinstance(second[0], Article)
    assert first[0].id == second[0].id


def test_text_in_no_known_encoding_is_refused_with_its_bytes(tmp_path: Path) -> None:
    [item] = read(write(tmp_path / "noise.txt", bytes(range(128, 256))))

    assert isinstance(item, Refused)
    assert (item.failure.reason, item.original) == (RejectReason.ENCODING, bytes(range(128, 256)))


def test_a_document_over_the_limit_is_refused_and_only_its_beginning_kept(tmp_path: Path) -> None:
    [item] = read(write(tmp_path / "huge.txt", b"a" * (MAX_DOCUMENT + 1)))

    assert isinstance(item, Refused)
    assert item.failure.reason is RejectReason.TOO_LARGE
    assert len(item.original) == 100_000


def test_a_folder_is_read_in_order_without_links_hidden_partial_and_settled_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.jsonl", ".hidden", "c.txt.part", "README.md", "done/x.txt", "a/x.reason.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, "متن")
    outside = write(tmp_path.parent / "secret.txt", "راز")
    (tmp_path / "link.txt").symlink_to(outside)
    (tmp_path / "loop").symlink_to(tmp_path)

    assert [str(path.relative_to(tmp_path)) for path in article_files(tmp_path)] == ["b.txt", "a/1.jsonl", "a/2.txt"]


def test_a_link_is_not_opened_even_when_it_appears_after_listing(tmp_path: Path) -> None:
    target = write(tmp_path / "secret", "راز")
    (tmp_path / "link.txt").symlink_to(target)

    with pytest.raises(OSError, match=os.strerror(40)):
        read(tmp_path / "link.txt")


def test_standard_input_is_read_as_json_lines() -> None:
    lines = "\n".join(record(id=str(number)) for number in range(3))
    reader, writer = os.pipe()
    os.write(writer, lines.encode())
    os.close(writer)

    with os.fdopen(reader, "rb") as stream:
        items = list(stdin_lot(READING, stream).items)

    assert [item.id for item in items if isinstance(item, Article)] == ["0", "1", "2"]


def test_a_misspelled_source_is_named_before_anything_is_read(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", "متن")

    with pytest.raises(NoSuchSource, match=r"gone\.txt"):
        next(lots_of([str(good), "gone.txt"], READING, lambda *_: pytest.fail("no feed was named")))


def test_the_dari_story_comes_in_as_one_article_with_all_its_paragraphs() -> None:
    story = CORPUS / "articles" / "dari-story.txt"
    if not story.is_file():
        pytest.skip("the shared Dari story is not on this machine")

    [item] = read(story)

    assert isinstance(item, Article)
    assert item.title is None
    assert item.body is not None
    assert item.body.count("\n\n") >= 10
