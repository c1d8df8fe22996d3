import socket
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from threading import Thread

import pytest

from peyk.local import elasticsearch, kafka
from peyk.local.engines import status, stop
from peyk.local.ports import FREE_RANGE, Ports, choose_ports, free_ports, is_taken, noted_ports
from peyk.local.report import Report, silent_report
from peyk.local.settings import EngineError, LocalSettings
from peyk.settings import ConfigurationError, Settings, load_settings


@pytest.fixture
def anywhere(tmp_path: Path) -> LocalSettings:
    return LocalSettings(tmp_path, None, 0, 0, 0, 0)


def test_free_ports_are_different_free_and_out_of_the_way_of_outgoing_connections() -> None:
    ports = free_ports(4)
    assert len(set(ports)) == 4
    assert all(port in FREE_RANGE and not is_taken(port) for port in ports)


def test_chosen_ports_are_remembered(anywhere: LocalSettings) -> None:
    assert noted_ports(anywhere) is None
    chosen = choose_ports(anywhere)
    assert noted_ports(anywhere) == choose_ports(anywhere) == chosen


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"kafka": 1}'])
def test_a_broken_note_of_ports_is_written_anew(anywhere: LocalSettings, content: str) -> None:
    (anywhere.state_dir / "ports.json").write_text(content)
    assert noted_ports(anywhere) is None
    assert choose_ports(anywhere) == noted_ports(anywhere)


def test_paths_reach_kafka_in_any_script() -> None:
    assert kafka.escaped("/home/پیک/a b\N{SLIGHTLY SMILING FACE}") == r"/home/\u067e\u06cc\u06a9/a b\ud83d\ude42"


def test_a_configured_port_wins_over_a_remembered_one(anywhere: LocalSettings) -> None:
    chosen = choose_ports(anywhere)
    assert choose_ports(replace(anywhere, kafka_port=19392)).kafka == 19392
    assert choose_ports(anywhere).elasticsearch == chosen.elasticsearch


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"elasticsearch_port": 19300}, "elasticsearch_port and elasticsearch_transport_port are both 19300"),
        ({"kafka_port": 19393}, "kafka_port and kafka_controller_port are both 19393"),
        ({"kafka_port": 70_000}, "kafka_port is 70000: ports run from 1 to 65535"),
        ({"kafka_port": -1}, "kafka_port is -1"),
    ],
)
def test_ports_that_clash_or_are_none_are_named(tmp_path: Path, wanted: dict[str, int], told: str) -> None:
    with pytest.raises(EngineError, match=told):
        choose_ports(replace(LocalSettings(tmp_path), **wanted))


def test_a_port_configured_now_is_given_to_none_that_had_it_before(anywhere: LocalSettings) -> None:
    before = choose_ports(anywhere)
    now = choose_ports(replace(anywhere, kafka_port=before.elasticsearch))
    assert now.kafka == before.elasticsearch != now.elasticsearch


def test_only_the_ports_of_what_runs_here_may_not_clash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYK_WEB_PORT", "19300")
    with pytest.raises(ConfigurationError, match="elasticsearch_transport_port and web_port are both 19300"):
        load_settings()
    monkeypatch.setenv("PEYK_ELASTICSEARCH", "http://search.example:9200")
    assert load_settings().web_port == 19300


def test_a_port_somebody_listens_on_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert is_taken(server.getsockname()[1])


def test_nothing_serves_where_nobody_listens() -> None:
    ports = Ports(*free_ports(4))
    assert not kafka.serves(ports)
    assert not elasticsearch.serves(ports)


@pytest.mark.parametrize("serves", [kafka.serves, elasticsearch.serves])
@pytest.mark.parametrize(
    "answer", [b"", b"\0\0", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"\0\0\0\x08\0\0\0\x01\0\0\0\0"]
)
def test_a_stranger_on_the_port_is_not_taken_for_an_engine(answer: bytes, serves: Callable[[Ports], bool]) -> None:
    def give_answer() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        stranger = Thread(target=give_answer)
        stranger.start()
        assert not serves(Ports(*[server.getsockname()[1]] * 4))
        stranger.join()


def test_before_the_first_start_everything_is_stopped_and_a_stop_says_so(anywhere: LocalSettings) -> None:
    assert [each.state for each in status(anywhere)] == ["stopped", "stopped"]
    lines: list[str] = []
    stop(anywhere, Report(say=lines.append, bar=silent_report().bar))
    assert lines == ["The engines are not running"]


def test_defaults_are_those_of_the_configuration() -> None:
    configured = Settings.model_fields
    for field in fields(LocalSettings):
        if field.name in configured and field.name != "state_dir":
            assert field.default == configured[field.name].default, field.name
    assert {field.name for field in fields(LocalSettings)} - configured.keys() == {"java_options"}
