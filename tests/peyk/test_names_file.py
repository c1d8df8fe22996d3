import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from peyk.names_file import Names
from processors.entities.known import NamesFileError

ROW = "nx\torganization\tبنیاد نمونه\tSample\tبنیاد نمونه\n"
OTHER = "ny\torganization\tبنیاد دیگر\tOther\tبنیاد دیگر\n"


def write(path: Path, text: str, *, at: int) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, (at, at))


def test_a_changed_file_gives_its_new_names_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    write(path, ROW, at=1)
    names = Names(path)
    assert names().ids_for("بنیاد دیگر") == ()
    write(path, ROW + OTHER, at=2)
    assert names().ids_for("بنیاد دیگر") == ("ny",)
    assert names() is names()


def test_a_faulty_file_leaves_the_names_before_it_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    write(path, ROW, at=1)
    names = Names(path)
    names()
    write(path, "nz\tplanet\tمریخ\tMars\tمریخ\n", at=2)
    with capture_logs() as told:
        assert names().ids_for("بنیاد نمونه") == ("nx",)
        names()
    assert ["names.tsv" in each["error"] for each in told] == [True]
    path.unlink()
    assert names().ids_for("بنیاد نمونه") == ("nx",)


def test_a_file_that_is_faulty_at_the_start_is_told(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("nz\tplanet\tمریخ\tMars\tمریخ\n", "utf-8")
    with pytest.raises(NamesFileError, match=r"names\.tsv"):
        Names(path)()


def test_without_a_file_the_shipped_names_are_given() -> None:
    assert Names(None)().ids_for("ترمپ")[:1] == ("Q22686",)
