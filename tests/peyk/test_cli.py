"""Every command explains itself, and errors are sentences."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from rich.text import Text

from peyk.cli.main import app, main

PEYK = Path(sys.executable).with_name("peyk")
STORY = Path(__file__).parents[3] / "shared" / "articles" / "dari-story.txt"


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in getattr(group, "commands", {}).items():
        yield (*path, name), command
        yield from commands(command, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))
LEAVES = {path: command for path, command in ALL.items() if not hasattr(command, "commands")}


def clean(environ: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PEYK_")} | environ


def script(*arguments: str, folder: Path, text: str = "", **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run the script as it is installed, in a process of its own: a second or two each, so only a few tests do."""
    return subprocess.run(
        [str(PEYK), *arguments],
        cwd=folder,
        env=clean(environ),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def peyk(*arguments: str, folder: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run what the script runs, in this process."""
    out, err = io.StringIO(), io.StringIO()
    status: int | str | None = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(os, "environ", clean(environ))
        patch.setattr(sys, "argv", ["peyk", *arguments])
        patch.chdir(folder)
        try:
            main()
        except SystemExit as end:
            status = end.code
    return subprocess.CompletedProcess([*arguments], int(status or 0), out.getvalue(), err.getvalue())


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_a_command_has_help_with_a_runnable_example(path: tuple[str, ...]) -> None:
    text = LEAVES[path].help or ""

    assert f"Example: peyk {' '.join(path)}" in text


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_no_word_of_a_help_is_taken_for_markup(path: tuple[str, ...]) -> None:
    told = [getattr(parameter, "help", None) or "" for parameter in LEAVES[path].params]

    assert [text for text in told if Text.from_markup(text).plain != text.replace("\\[", "[")] == []


@pytest.mark.parametrize(
    "path", [path for path in LEAVES if path[-1] in {"list", "status", "alerts", "search", "sources"}]
)
def test_a_list_can_be_had_as_json(path: tuple[str, ...]) -> None:
    options = [option for parameter in LEAVES[path].params for option in parameter.opts]

    assert "--json" in options


def test_the_design_names_these_commands() -> None:
    assert {
        ("run",),
        ("engines", "start"),
        ("engines", "stop"),
        ("engines", "status"),
        ("ingest",),
        ("tag",),
        ("search",),
        ("rules", "add"),
        ("rules", "list"),
        ("rules", "remove"),
        ("rules", "test"),
        ("alerts",),
        ("rejected", "list"),
        ("rejected", "show"),
        ("rejected", "retry"),
        ("status",),
        ("check",),
        ("config",),
        ("worker",),
    } <= set(ALL)


def test_help_answers_without_any_engine(tmp_path: Path) -> None:
    told = script("-h", folder=tmp_path)

    assert told.returncode == 0
    assert "search" in told.stdout


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    told = peyk("config", folder=tmp_path, PEYK_KAFKKA="x:1")

    assert told.returncode == 2
    assert "PEYK_KAFKKA" in told.stderr


def test_an_unknown_key_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "peyk.toml").write_text('kafkka = "x:1"\n', encoding="utf-8")
    told = peyk("config", folder=tmp_path)

    assert told.returncode == 2
    assert "kafkka" in told.stderr


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "peyk.toml").write_text('kafka = "file:1"\ncountry = "AF"\n', encoding="utf-8")
    effective = json.loads(peyk("config", "--json", folder=tmp_path, PEYK_KAFKA="environment:1").stdout)

    assert (effective["kafka"], effective["country"]) == ("environment:1", "AF")


def test_what_an_address_keeps_to_its_owner_is_masked(tmp_path: Path) -> None:
    feed = '[[sources]]\nname = "a"\nkind = "feed"\nurl = "https://u:planted@example.org/feed?key=planted#planted"\n'
    (tmp_path / "peyk.toml").write_text(feed, encoding="utf-8")
    told = peyk("config", "--json", folder=tmp_path, PEYK_ELASTICSEARCH="https://e:planted@search:9200")

    assert "planted" not in told.stdout
    effective = json.loads(told.stdout)
    assert effective["elasticsearch"] == "https://search:9200"
    assert effective["sources"][0]["url"] == "https://example.org/feed"


def test_secrets_are_masked_wherever_they_are_configured(tmp_path: Path) -> None:
    told = peyk(
        "config", folder=tmp_path, PEYK_DELIVERY__DESK__URL="mailto://a:planted@b", PEYK_ELASTICSEARCH_API_KEY="planted"
    )

    assert told.returncode == 0
    assert "planted" not in told.stdout + told.stderr


def test_an_engine_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    told = peyk("search", "آتش", folder=tmp_path, PEYK_ELASTICSEARCH="http://e:planted@127.0.0.1:9")

    assert told.returncode == 1
    assert "planted" not in told.stderr
    assert "does not answer at http://127.0.0.1:9" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_malformed_query_is_answered_and_pointed_at(tmp_path: Path) -> None:
    told = peyk("search", '"آتش', folder=tmp_path)

    assert told.returncode == 2
    assert "^" in told.stderr


def tagged(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    told = peyk("tag", *arguments, folder=folder)
    assert told.returncode == 0, told.stderr
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_tag_reads_a_text_and_gives_the_record_with_spans_that_hold(tmp_path: Path) -> None:
    (record,) = tagged(tmp_path, "--text", "ترمپ دیروز در کابل از آتشبس میگفت", "--at", "2025-10-22")

    assert record["body"] == "ترمپ دیروز در کابل از آتش\u200cبس می\u200cگفت"
    assert record["original"]["body"] == "ترمپ دیروز در کابل از آتشبس میگفت"
    assert [mention["from"] for mention in record["dates"]] == ["2025-10-21"]
    for mention in (*record["entities"], *record["dates"]):
        assert record[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
    for repair in record["repairs"]:
        assert record[repair["field"]][repair["start"] : repair["end"]] == repair["to"]


def test_tag_reads_jsonl_from_standard_input_and_tells_a_broken_line_by_its_number(tmp_path: Path) -> None:
    lines = '{"id": "a", "title": "خبر"}\n{"id": "b", broken\n{"id": "c", "title": "خبر"}\n'
    told = script("tag", "-", folder=tmp_path, text=lines)

    assert told.returncode == 1
    assert [json.loads(line)["id"] for line in told.stdout.splitlines()] == ["a", "c"]
    assert ":2:" in told.stderr


def test_an_explanation_names_each_repair(tmp_path: Path) -> None:
    told = peyk("tag", "--text", "او میرود", "--explain", folder=tmp_path)

    assert "می␣رود" in told.stdout


@pytest.mark.skipif(not STORY.exists(), reason="../shared/articles is not here: the story it holds cannot be tagged")
def test_the_dari_story_is_tagged_whole(tmp_path: Path) -> None:
    (record,) = tagged(tmp_path, str(STORY), "--at", "2025-10-22")

    assert record["language"] == "prs"
    assert [mention["text"] for mention in record["dates"]] == [
        "چند روز آینده",
        "۲۱ تا ۲۲ اکتوبر",
        "آیندهٔ نزدیک",
        "۲۱ اکتوبر",
        "آیندهٔ نزدیک",
    ]
    assert "Q22686" in {entity["id"] for entity in record["entities"]}


def test_a_refused_line_ends_ingest_with_1_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "wire.jsonl").write_text('{"title": "یک"}\nbroken\n{"title": "دو"}\n', encoding="utf-8")
    told = peyk("ingest", "wire.jsonl", "--dry-run", folder=tmp_path)

    assert told.returncode == 1
    assert "wire.jsonl:2" in told.stderr
    assert [json.loads(line)["title"] for line in told.stdout.splitlines()] == ["یک", "دو"]


def test_tag_knows_the_newsrooms_own_names(tmp_path: Path) -> None:
    rows = "id\ttype\tname\tname_en\tforms\npeyk:pamira\torganization\tپامیرا\tPamira\tپامیرا\n"
    (tmp_path / "names.tsv").write_text(rows, encoding="utf-8")
    told = peyk("tag", "--text", "به گزارش پامیرا از کابل", folder=tmp_path, PEYK_NAMES_FILE="names.tsv")

    assert "peyk:pamira" in {entity["id"] for entity in json.loads(told.stdout)["entities"]}


def test_a_names_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "names.tsv").write_text("x\tplanet\tمریخ\t\tمریخ\n", encoding="utf-8")
    told = peyk("tag", "--text", "خبر", folder=tmp_path, PEYK_NAMES_FILE="names.tsv")

    assert told.returncode == 1
    assert "names.tsv: type must be one of" in told.stderr
    assert "Traceback" not in told.stderr
