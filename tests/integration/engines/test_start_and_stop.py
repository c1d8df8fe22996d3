from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from elasticsearch import Elasticsearch
from kafka import KafkaConsumer, KafkaProducer

from peyk.local import jars
from peyk.local.engines import start, status, stop
from peyk.local.report import Report, silent_report
from peyk.local.settings import ELASTICSEARCH_VERSION, KAFKA_VERSION, EngineError, LocalSettings

if TYPE_CHECKING:
    from tests.integration.conftest import Engines, MakeTopics


@pytest.fixture
def own(engines: Engines, tmp_path: Path) -> Iterator[LocalSettings]:
    """Settings of a second pair, which the test may ruin, in such a folder as people have."""
    settings = replace(engines.settings, state_dir=tmp_path / "خبرهای تازه")
    yield settings
    stop(settings, silent_report())


def processes_of(folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder) in " ".join(process.info["cmdline"] or ())
    ]


def test_both_engines_serve_in_the_versions_we_mean(engines: Engines) -> None:
    kafka, elasticsearch = status(engines.settings)
    assert (kafka.version, kafka.state) == (KAFKA_VERSION, "serving")
    assert (elasticsearch.version, elasticsearch.state) == (ELASTICSEARCH_VERSION, "serving")
    assert kafka.resident_bytes > 0 < elasticsearch.resident_bytes


def test_a_second_start_changes_nothing(engines: Engines) -> None:
    before = [each.pid for each in status(engines.settings)]
    again = start(engines.settings, silent_report())
    assert (again.kafka, again.elasticsearch) == (engines.kafka, engines.elasticsearch)
    assert [each.pid for each in status(engines.settings)] == before


def test_the_client_learns_what_it_talks_to(es: Elasticsearch) -> None:
    info = es.info()
    assert info["version"]["number"] == ELASTICSEARCH_VERSION
    assert info["tagline"] == "You Know, for Search"
    assert info.meta.headers["X-elastic-product"] == "Elasticsearch"
    assert es.ping()


def test_a_message_goes_through_kafka_and_survives_a_crash(engines: Engines, topics: MakeTopics) -> None:
    (topic,) = topics("crash")
    producer = KafkaProducer(bootstrap_servers=engines.kafka, acks="all")
    producer.send(topic, "آتش\N{ZERO WIDTH NON-JOINER}بس".encode()).get(timeout=30)
    producer.close()
    with engines.down("kafka"):
        assert status(engines.settings)[0].state == "stopped"
    consumer = KafkaConsumer(
        topic, bootstrap_servers=engines.kafka, auto_offset_reset="earliest", consumer_timeout_ms=30_000
    )
    message = next(consumer)
    consumer.close()
    assert message.value.decode() == "آتش\N{ZERO WIDTH NON-JOINER}بس"


def test_a_topic_that_nobody_created_is_not_made_by_accident(engines: Engines, prefix: str) -> None:
    producer = KafkaProducer(bootstrap_servers=engines.kafka, max_block_ms=3000)
    with pytest.raises(Exception, match=r"(?i)metadata|unknown"):
        producer.send(f"{prefix}.nowhere", b"lost").get(timeout=10)
    producer.close()


def test_an_index_that_nobody_created_is_not_made_by_accident(es: Elasticsearch, prefix: str) -> None:
    with pytest.raises(Exception, match="index_not_found_exception"):
        es.index(index=prefix, document={"title": "متن"})


def test_half_a_pair_is_made_whole(engines: Engines) -> None:
    elasticsearch = engines.process("elasticsearch")
    engines.kill("kafka")
    engines.restart()
    assert engines.process("elasticsearch") == elasticsearch
    assert [each.state for each in status(engines.settings)] == ["serving", "serving"]


def test_a_frozen_engine_counts_as_not_serving(engines: Engines) -> None:
    with engines.frozen("elasticsearch"):
        assert status(engines.settings)[1].state == "starting"
    assert status(engines.settings)[1].state == "serving"


def test_engines_live_in_sessions_of_their_own_so_that_ctrl_c_spares_them(engines: Engines) -> None:
    for name in ("kafka", "elasticsearch"):
        pid = engines.process(name).pid
        assert os.getsid(pid) == pid != os.getsid(0)


def test_stop_leaves_no_process_and_a_later_start_is_offline_and_finds_the_data(
    own: LocalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoints = start(own, silent_report())
    with Elasticsearch(endpoints.elasticsearch) as client:
        client.indices.create(index="kept")
    stop(own, silent_report())
    assert processes_of(own.state_dir) == []
    assert [each.state for each in status(own)] == ["stopped", "stopped"]

    monkeypatch.setattr(jars, "maven", lambda *_: pytest.fail("the second start asked the network"))
    assert start(own, silent_report()) == endpoints
    with Elasticsearch(endpoints.elasticsearch) as client:
        assert client.indices.exists(index="kept")


def test_two_starts_at_once_give_one_pair(own: LocalSettings) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: start(own, silent_report()), range(2))
    assert first == second
    assert len(processes_of(own.state_dir)) == 2


def test_a_taken_port_is_named_with_the_way_out_and_nothing_stays_behind(own: LocalSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        port = squatter.getsockname()[1]
        with pytest.raises(EngineError, match=rf"port {port} is taken.*PEYK_ELASTICSEARCH_PORT"):
            start(replace(own, elasticsearch_port=port), silent_report())
    assert processes_of(own.state_dir) == []


def test_an_engine_that_dies_is_quoted_with_its_last_lines(own: LocalSettings) -> None:
    data = own.state_dir / "kafka" / "data"
    data.mkdir(parents=True)
    (data / "meta.properties").write_text("node.id=77\nversion=1\n")
    with pytest.raises(EngineError, match=r"(?s)Kafka .* ended while it started.*Last lines of .*77") as caught:
        start(own, silent_report())
    assert len(str(caught.value).splitlines()) < 30
    assert str(caught.value).count("--- start at") <= 1
    assert processes_of(own.state_dir) == []


def test_other_ports_are_refused_while_the_engines_run(engines: Engines) -> None:
    with pytest.raises(EngineError, match="stop it first"):
        start(replace(engines.settings, kafka_port=1), silent_report())


def test_an_engine_that_ignores_the_signal_is_killed_with_a_line_that_says_so(
    own: LocalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(own, silent_report())
    pid = next(each.pid for each in status(own) if each.name == "Kafka")
    psutil.Process(pid).suspend()
    monkeypatch.setattr("peyk.local.pair.STOP_WITHIN_S", 1)
    lines: list[str] = []
    stop(own, Report(say=lines.append, bar=silent_report().bar))
    assert any("killing it" in line and str(pid) in line for line in lines)
    assert processes_of(own.state_dir) == []


def test_the_module_can_be_run_by_itself(engines: Engines) -> None:
    command = [sys.executable, "-m", "peyk.local", "status", "--state-dir", str(engines.settings.state_dir)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"Kafka {KAFKA_VERSION}\tserving\t{engines.kafka}" in shown
