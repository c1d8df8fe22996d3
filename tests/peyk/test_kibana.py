"""`peyk kibana install` against a server on this machine that answers as Kibana's documented API does."""

import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from pathlib import Path

import pytest
from aiohttp import web
from typer.testing import CliRunner

from index.kibana.everything import import_file, saved_objects
from peyk.cli.main import app
from peyk.kibana import FILE_NAME, Installed, KibanaRefused, install

VERSION = "9.2.0"
AVAILABLE = {"name": "kibana", "version": {"number": VERSION}, "status": {"overall": {"level": "available"}}}
FILE = b'{"id":"peyk-one","type":"search"}\n{"id":"peyk-two","type":"lens"}\n'

type Answer = Callable[[], web.Response]


def taken(count: int = 2) -> web.Response:
    return web.json_response({"success": True, "successCount": count, "warnings": [], "successResults": []})


@dataclass
class Kibana:
    """The stand-in: what it was asked, in order, and what it answers."""

    url: str = ""
    status: Answer = field(default=lambda: web.json_response(AVAILABLE))
    imported: Answer = field(default=taken)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path_qs, dict(request.headers), await request.read()))
        return self.status() if request.path.endswith("/api/status") else self.imported()


@pytest.fixture
async def kibana() -> AsyncIterator[Kibana]:
    stand_in = Kibana()
    server = web.Application()
    server.router.add_route("*", "/{path:.*}", stand_in.handle)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield stand_in
    await runner.cleanup()


async def test_the_requests_are_those_of_kibanas_api(kibana: Kibana) -> None:
    assert await install(kibana.url, FILE) == Installed(VERSION, 2)
    status, sent = kibana.asked
    assert status[:2] == ("GET", "/api/status")
    assert sent[:2] == ("POST", "/api/saved_objects/_import?overwrite=true")
    assert sent[2]["kbn-xsrf"] == "true"
    assert "Authorization" not in sent[2]
    kind, _, boundary = sent[2]["Content-Type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    assert (
        sent[3]
        == (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="peyk.ndjson"\r\n'
            "Content-Type: application/ndjson\r\n\r\n"
        ).encode()
        + FILE
        + f"\r\n--{boundary}--\r\n".encode()
    )
    assert int(sent[2]["Content-Length"]) == len(sent[3])


async def test_a_parser_that_we_did_not_write_reads_the_file_back(kibana: Kibana) -> None:
    await install(kibana.url, import_file())
    _, _, headers, body = kibana.asked[1]
    message = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    (part,) = message.get_payload()
    assert isinstance(part, type(message))
    assert (part.get_param("name", header="content-disposition"), part.get_filename()) == ("file", FILE_NAME)
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert [json.loads(line)["id"] for line in payload.splitlines()] == [each.id for each in saved_objects()]
    # The boundary must not stand in what it parts.
    assert headers["Content-Type"].partition("boundary=")[2].encode() not in import_file()


async def test_installing_twice_sends_the_same_and_replaces(kibana: Kibana) -> None:
    await install(kibana.url, import_file())
    await install(kibana.url, import_file())
    first, second = kibana.asked[:2], kibana.asked[2:]
    assert first == second


async def test_a_space_and_a_key_are_used_when_they_are_given(kibana: Kibana) -> None:
    await install(f"{kibana.url}/s/newsroom/", FILE, "c2VjcmV0")
    assert [path for _, path, _, _ in kibana.asked] == [
        "/s/newsroom/api/status",
        "/s/newsroom/api/saved_objects/_import?overwrite=true",
    ]
    assert [headers["Authorization"] for _, _, headers, _ in kibana.asked] == ["ApiKey c2VjcmV0"] * 2


@pytest.mark.parametrize("version", ["9.1.9", "9.3.0", "8.19.0", "9.20.1"])
async def test_another_version_is_named_and_nothing_is_sent(kibana: Kibana, version: str) -> None:
    kibana.status = lambda: web.json_response({**AVAILABLE, "version": {"number": version}})
    with pytest.raises(KibanaRefused, match=rf"is {version}; .* 9\.2$"):
        await install(kibana.url, FILE)
    assert [method for method, *_ in kibana.asked] == ["GET"]


async def test_a_later_patch_release_is_the_same_version(kibana: Kibana) -> None:
    kibana.status = lambda: web.json_response({**AVAILABLE, "version": {"number": "9.2.7"}})
    assert (await install(kibana.url, FILE)).version == "9.2.7"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: web.Response(status=503, text="Kibana server is not ready yet"), "is not ready"),
        (lambda: web.json_response({"message": "no"}, status=401), "wants an API key"),
        (lambda: web.Response(text="<html>a router</html>"), "is not Kibana"),
        (lambda: web.json_response([1, 2]), "is not Kibana"),
        (lambda: web.json_response({"status": {"overall": {"level": "available"}}}), "does not say that it is Kibana"),
    ],
)
async def test_what_does_not_answer_as_kibana_is_told_in_a_sentence(kibana: Kibana, answer: Answer, said: str) -> None:
    kibana.status = answer
    with pytest.raises(KibanaRefused, match=said):
        await install(kibana.url, FILE)
    assert len(kibana.asked) == 1


async def test_objects_that_kibana_does_not_take_are_named(kibana: Kibana) -> None:
    missing = {"type": "missing_references", "references": [{"type": "index-pattern", "id": "peyk-view-news"}]}
    errors = [
        {"type": "search", "id": "peyk-one", "error": missing},
        {"type": "lens", "id": "peyk-two", "error": {"type": "unknown", "message": "too new", "statusCode": 400}},
    ]
    kibana.imported = lambda: web.json_response({"success": False, "successCount": 0, "errors": errors})
    with pytest.raises(KibanaRefused) as refused:
        await install(kibana.url, FILE)
    assert "search peyk-one: missing_references (index-pattern peyk-view-news)" in str(refused.value)
    assert "lens peyk-two: unknown (too new)" in str(refused.value)


async def test_errors_count_even_when_kibana_speaks_of_success(kibana: Kibana) -> None:
    errors = [{"type": "map", "id": str(number), "error": {"type": "unsupported_type"}} for number in range(7)]
    kibana.imported = lambda: web.json_response({"success": True, "successCount": 1, "errors": errors})
    with pytest.raises(KibanaRefused, match=r"map 0: unsupported_type; .* and 2 more"):
        await install(kibana.url, FILE)


async def test_a_refused_request_is_told_with_kibanas_own_words(kibana: Kibana) -> None:
    refusal = {"statusCode": 400, "error": "Bad Request", "message": "Invalid file extension .json"}
    kibana.imported = lambda: web.json_response(refusal, status=400)
    with pytest.raises(KibanaRefused, match=r"HTTP 400.*Invalid file extension \.json"):
        await install(kibana.url, FILE)


@pytest.fixture
def nowhere() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{held.getsockname()[1]}"


async def test_no_kibana_at_all_is_one_sentence(nowhere: str) -> None:
    with pytest.raises(KibanaRefused, match=f"cannot be reached at {nowhere}"):
        await install(nowhere, FILE)


async def test_an_address_that_is_none_is_one_sentence() -> None:
    with pytest.raises(KibanaRefused, match="is PEYK_KIBANA right"):
        await install("not an address", FILE)


def test_the_command_ends_with_that_sentence(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYK_KIBANA", nowhere)
    run = CliRunner().invoke(app, ["kibana", "install"])
    assert run.exit_code == 1
    assert run.exception is None or isinstance(run.exception, SystemExit)


def test_a_dry_run_prints_what_would_be_sent_and_asks_nobody(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYK_KIBANA", nowhere)
    run = CliRunner().invoke(app, ["kibana", "install", "--dry-run"])
    assert run.exit_code == 0
    assert run.stdout_bytes == import_file()


def test_the_file_can_be_written_for_an_import_by_hand(tmp_path: Path) -> None:
    good, wrong = tmp_path / "peyk.ndjson", tmp_path / "peyk.json"
    assert CliRunner().invoke(app, ["kibana", "export", str(good)]).exit_code == 0
    assert good.read_bytes() == import_file()
    assert CliRunner().invoke(app, ["kibana", "export", str(wrong)]).exit_code == 2
    assert not wrong.exists()
