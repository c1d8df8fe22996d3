import os
from pathlib import Path

import pytest

from peyk.local.home import link_all
from peyk.local.lock import Jar

JAR = Jar("kafka", "org.example:thing:1.0", "", 5)


def refuse(*_: object) -> None:
    raise OSError("another file system")


@pytest.fixture
def jars(tmp_path: Path) -> Path:
    source = JAR.path(tmp_path)
    source.parent.mkdir(parents=True)
    source.write_bytes(b"bytes")
    return tmp_path


@pytest.mark.parametrize("way", ["link", "copy"])
def test_a_jar_that_was_replaced_is_replaced_in_the_folder_too(
    way: str, jars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "copy":
        monkeypatch.setattr(os, "link", refuse)
    link_all((JAR,), jars, jars / "lib")
    fresh = jars / "fresh"
    fresh.write_bytes(b"bites")
    os.utime(fresh, ns=(1, 1))
    fresh.replace(JAR.path(jars))

    link_all((JAR,), jars, jars / "lib")

    assert (jars / "lib" / "thing-1.0.jar").read_bytes() == b"bites"


def test_a_jar_that_is_in_the_folder_stays(jars: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link_all((JAR,), jars, jars / "lib")
    monkeypatch.setattr(os, "link", lambda *_: pytest.fail("linked again"))

    link_all((JAR,), jars, jars / "lib")
