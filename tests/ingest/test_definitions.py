from typing import Any

import pytest
from pydantic import ValidationError

from ingest.definitions import SourceDefinition, unique_names

KEY = "0123456789abcdef"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "feed", "url": "https://parvaz.example/rss", "time_zone": "Asia/Tehran", "language": "fa"},
        {"kind": "folder", "path": "drop", "priority": 1, "trust": "high"},
        {"kind": "mailbox", "path": "Maildir", "enabled": False},
        {"kind": "push", "key": KEY},
    ],
)
def test_each_kind_is_defined_by_what_it_needs(fields: dict[str, Any]) -> None:
    assert SourceDefinition(name="parvaz", **fields).kind == fields["kind"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "feed"}, "parvaz: a feed needs url"),
        ({"kind": "feed", "url": "file:///etc/hostname"}, "parvaz: a feed needs url"),
        ({"kind": "folder"}, "parvaz: a folder needs path"),
        ({"kind": "push"}, "parvaz: push needs a key"),
        ({"kind": "push", "key": "short"}, "parvaz: push needs a key"),
        ({"kind": "feed", "url": "https://a.example", "every_min": 600, "every_max": 60}, "every_min is larger"),
        ({"kind": "feed", "url": "https://a.example", "every_min": 1}, "greater than or equal to 10"),
        ({"kind": "push", "key": KEY, "time_zone": "Asia/Kabool"}, "Asia/Kabool is no time zone"),
        ({"kind": "push", "key": KEY, "colour": "blue"}, "colour"),
        ({"kind": "carrier pigeon"}, "kind"),
    ],
)
def test_a_definition_that_cannot_work_says_why(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SourceDefinition(name="parvaz", **fields)


def test_a_name_becomes_a_file_name_and_so_has_no_path_in_it() -> None:
    with pytest.raises(ValidationError):
        SourceDefinition(name="../parvaz", kind="push", key=KEY)  # type: ignore[arg-type]  # pydantic makes the secret


def test_two_sources_may_not_have_one_name() -> None:
    source = SourceDefinition(name="parvaz", kind="push", key=KEY)  # type: ignore[arg-type]  # pydantic makes the secret

    with pytest.raises(ValueError, match="two sources are called parvaz"):
        unique_names((source, source))


def test_a_key_is_not_shown() -> None:
    source = SourceDefinition(name="parvaz", kind="push", key=KEY)  # type: ignore[arg-type]  # pydantic makes the secret

    assert KEY not in repr(source)
