"""docker-compose.yml and Dockerfile, as far as they can be proven without Docker: form, versions, names, commands."""

import fnmatch
import json
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from peyk.cli.main import app
from peyk.local import kafka
from peyk.local.settings import ELASTICSEARCH_VERSION, KAFKA_VERSION
from peyk.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
# Done when their command is: they keep nothing, and nobody asks how they are.
ONE_SHOT = ("kibana-install",)
LASTING = sorted(SERVICES.keys() - set(ONE_SHOT))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()

# What must differ: one broker is reached under one name here and under another there, and has its data elsewhere.
NETWORK_OF_KAFKA = {
    "advertised.listeners",
    "controller.quorum.voters",
    "listener.security.protocol.map",
    "listeners",
    "log.dirs",
}
# Told for quick restarts of a laptop's engine only.
LOCAL_ONLY = {"broker.session.timeout.ms", "broker.heartbeat.interval.ms"}


def test_the_file_follows_the_compose_specification() -> None:
    # Read as a file: the package itself need not be importable beside Faust's version of click.
    path = distribution("check-jsonschema").locate_file("check_jsonschema/builtin_schemas/vendor/compose-spec.json")
    schema = json.loads(Path(str(path)).read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(COMPOSE)] == []
    wrong = COMPOSE | {"services": {"kafka": {"imag": "apache/kafka"}}}
    assert list(validator.iter_errors(wrong))


def test_engines_have_the_versions_of_the_local_ones() -> None:
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{KAFKA_VERSION}"
    assert SERVICES["elasticsearch"]["image"] == f"elasticsearch:{ELASTICSEARCH_VERSION}"
    assert SERVICES["kibana"]["image"] == f"kibana:{ELASTICSEARCH_VERSION}"


def test_kafka_is_told_what_the_local_one_is_told() -> None:
    rows = (line.partition("=") for line in kafka.PROPERTIES.splitlines() if not line.startswith("#"))
    local = {key: value.replace("{node}", str(kafka.NODE_ID)) for key, _, value in rows}
    told = SERVICES["kafka"]["environment"]
    for key in local.keys() - NETWORK_OF_KAFKA - LOCAL_ONLY:
        assert told["KAFKA_" + key.upper().replace(".", "_")] == local[key], key


def test_elasticsearch_is_told_what_the_local_one_is_told() -> None:
    launcher = (ROOT / "peyk/local/java/peyk/launch/Launcher.java").read_text("utf-8")
    local = dict(re.findall(r'\.put\("([\w.]+)", "([^"]+)"\)', launcher))
    told = SERVICES["elasticsearch"]["environment"]
    shared = local.keys() - {"network.host"} - {key for key in local if ".watermark." in key}
    assert {"cluster.name", "action.auto_create_index", "discovery.type"} <= shared
    assert {key: told[key] for key in shared} == {key: local[key] for key in shared}


@pytest.mark.parametrize("name", OURS)
def test_our_services_use_settings_that_exist(name: str) -> None:
    known = {f"PEYK_{field.upper()}" for field in Settings.model_fields}
    given = SERVICES[name]["environment"]
    assert given.keys() <= known
    assert {"PEYK_KAFKA", "PEYK_ELASTICSEARCH"} <= given.keys()
    broker, _, port = given["PEYK_KAFKA"].partition(":")
    assert f"PLAINTEXT://{broker}:{port}" in SERVICES[broker]["environment"]["KAFKA_ADVERTISED_LISTENERS"]


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_commands_that_exist(name: str) -> None:
    check_command(SERVICES[name]["command"])


def test_the_image_is_watched_by_a_command_that_exists() -> None:
    (health,) = [line for line in DOCKERFILE if line.startswith("HEALTHCHECK")]
    peyk, *words = json.loads(health.partition(" CMD ")[2])
    assert peyk == "peyk"
    check_command(words)


def check_command(words: list[str]) -> None:
    # Asked for help, the command line reads all words, refuses what it does not know, and carries nothing out.
    read = CliRunner().invoke(app, [*words, "--help"])
    assert read.exit_code == 0, read.output


@pytest.mark.parametrize("name", OURS)
def test_our_services_have_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", [name for name in OURS if name in LASTING])
def test_our_services_have_state_of_their_own(name: str) -> None:
    service = SERVICES[name]
    state, target = service["volumes"][0].split(":")
    assert target == service["environment"]["PEYK_STATE_DIR"]
    assert sum(f"{state}:" in volume for other in OURS for volume in SERVICES[other].get("volumes", ())) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_restarts_is_limited_and_does_not_fill_the_disk_with_logs(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == ("on-failure" if name in ONE_SHOT else "unless-stopped")
    assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
    assert service["logging"]["options"]["max-size"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_waits_for_healthy_ones_and_is_watched_itself(name: str) -> None:
    service = SERVICES[name]
    watched = "healthcheck" in service or any(line.startswith("HEALTHCHECK") for line in DOCKERFILE if name in OURS)
    assert watched
    assert (service.get("healthcheck") == {"disable": True}) == (name in ONE_SHOT)
    for other, wish in service.get("depends_on", {}).items():
        assert wish["condition"] == "service_healthy"
        assert "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", [name for name in OURS if SERVICES[name]["command"][0] == "worker"])
def test_workers_are_watched_where_prometheus_reads_what_they_count(name: str) -> None:
    service = SERVICES[name]
    port = service["environment"]["PEYK_METRICS_PORT"]
    assert f"localhost:{port}/metrics" in " ".join(service["healthcheck"]["test"])


def test_kibana_is_furnished_once_it_is_there() -> None:
    service = SERVICES["kibana-install"]
    assert service["command"] == ["kibana", "install"]
    assert service["depends_on"] == {"kibana": {"condition": "service_healthy"}}
    assert service["environment"]["PEYK_KIBANA"] == "http://kibana:5601"


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_open_to_other_machines(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", ()))


def test_every_volume_is_declared_and_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])


def test_the_image_bears_the_version_of_the_project() -> None:
    assert {SERVICES[name]["image"] for name in OURS} == {f"peyk:{PROJECT['version']}"}


def test_the_image_is_built_in_two_stages_and_runs_without_rights() -> None:
    stages = [line.split()[1] for line in DOCKERFILE if line.startswith("FROM ")]
    assert stages == ["python:3.12-slim"] * 2
    lower, upper = re.findall(r"3\.(\d+)", PROJECT["requires-python"])
    assert int(lower) <= 12 < int(upper)
    (user,) = [line.split()[1] for line in DOCKERFILE if line.startswith("USER ")]
    assert user not in {"0", "root"}
    assert DOCKERFILE.index(f"USER {user}") > max(i for i, line in enumerate(DOCKERFILE) if line.startswith("RUN "))
    assert "PIP_NO_CACHE_DIR=1" in " ".join(DOCKERFILE)


def test_the_image_copies_what_is_there_and_what_the_builder_is_given() -> None:
    copied = [
        source
        for line in DOCKERFILE
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    rules = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    given = {rule[1:] for rule in rules if rule.startswith("!")}
    assert rules[0] == "*"
    assert set(copied) == given
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(packages["packages"]) <= given
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert not any(fnmatch.fnmatch(".peyk/jars", rule) for rule in given)


def test_the_state_folder_of_the_image_belongs_to_its_user() -> None:
    (environment,) = [line for line in DOCKERFILE if "PEYK_STATE_DIR" in line]
    home = re.search(r"--home-dir (\S+)", " ".join(DOCKERFILE))
    assert home
    assert f"PEYK_STATE_DIR={home[1]}" in environment
    assert f"VOLUME {home[1]}" in DOCKERFILE
