"""The whole configuration of Peyk: environment `PEYK_*` over one optional peyk.toml; the only reader of os.environ."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from alerts.delivery.target import Target
from ingest.addresses import shown
from ingest.definitions import SourceDefinition, unique_names
from peyk.local.ports import fault_of_ports

PREFIX = "PEYK_"
CONFIG_VARIABLE = "PEYK_CONFIG"
DEFAULT_FILE = Path("peyk.toml")


class ConfigurationError(Exception):
    """The configuration cannot be used; the message names the key and says what to do."""


class Settings(BaseSettings):
    """Every setting with its default. Each is the variable PEYK_<NAME> in the environment, or a key of peyk.toml."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    kafka: Annotated[str, Field(description="host:port[,host:port] of Kafka; empty: Peyk's own local engine")] = ""
    elasticsearch: Annotated[str, Field(description="URL of Elasticsearch; empty: Peyk's own local engine")] = ""
    elasticsearch_api_key: Annotated[SecretStr | None, Field(description="API key, where security is on")] = None
    kibana: Annotated[str, Field(description="URL of Kibana, for `peyk kibana install`")] = "http://localhost:5601"

    state_dir: Annotated[Path, Field(description="where local engines and workers keep their state")] = Path(".peyk")
    jar_cache: Annotated[Path | None, Field(description="where jars are kept; default: jars/ in state_dir")] = None
    kafka_port: Annotated[int, Field(description="port of the local Kafka")] = 19392
    kafka_controller_port: Annotated[int, Field(description="controller port of the local Kafka")] = 19393
    elasticsearch_port: Annotated[int, Field(description="port of the local Elasticsearch")] = 19200
    elasticsearch_transport_port: Annotated[int, Field(description="its transport port")] = 19300
    kafka_heap: Annotated[str, Field(description="heap of the local Kafka, as java -Xmx takes it")] = "256m"
    elasticsearch_heap: Annotated[str, Field(description="heap of the local Elasticsearch")] = "512m"

    partitions: Annotated[int, Field(ge=1, description="partitions of the topics Peyk makes")] = 4
    retention_days: Annotated[int, Field(ge=1, description="how long Kafka keeps articles and alerts, for replay")] = 30
    keep_days: Annotated[int, Field(ge=0, description="how long months and alerts stay in search; 0: for ever")] = 0
    batch_size: Annotated[int, Field(ge=1, description="messages a worker takes at once")] = 200
    time_zone: Annotated[str, Field(description="of dates in text whose source names none")] = "Asia/Tehran"
    country: Annotated[Literal["IR", "AF"], Field(description="whose holidays quiet sources are excused for")] = "IR"
    names_file: Annotated[Path | None, Field(description="the newsroom's own names, added to the gazetteer")] = None
    allowed_networks: Annotated[
        tuple[str, ...], Field(description="networks that may be fetched although they are not public, as 10.1.0.0/16")
    ] = ()
    sources: Annotated[
        tuple[SourceDefinition, ...], AfterValidator(unique_names), Field(description="[[sources]]: what is visited")
    ] = ()
    delivery: Annotated[dict[str, Target], Field(description="[delivery.NAME]: where alerts go")] = {}
    web_host: Annotated[str, Field(description="address the page listens at")] = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65_535, description="port of the page; 0: any that is free")] = 19380
    web_token: Annotated[SecretStr | None, Field(description="token that opens the page to editors")] = None
    web_readonly_token: Annotated[SecretStr | None, Field(description="token that opens it to readers")] = None
    metrics_port: Annotated[
        int, Field(ge=0, le=65_535, description="port where `peyk worker` serves /metrics; 0: the page alone does")
    ] = 0
    log: Annotated[Literal["text", "json"], Field(description="how workers write their one line per outcome")] = "text"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - Peyk reads no .env file
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor a secrets folder
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, then environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())

    @property
    def months(self) -> Literal["fa", "prs"]:
        """The language whose month names the newsroom reads."""
        return "prs" if self.country == "AF" else "fa"

    @property
    def jars(self) -> Path:
        """Folder of the engines' jars, which several state folders may share."""
        return self.jar_cache or self.state_dir / "jars"


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Name the configuration file: PEYK_CONFIG, else peyk.toml in the current folder (which need not exist)."""
    return Path(environ.get(CONFIG_VARIABLE) or DEFAULT_FILE)


def load_settings() -> Settings:
    """Read the effective configuration.

    Raises:
        ConfigurationError: a key is unknown or its value cannot be used, or the named file is not there.
    """
    chosen = os.environ.get(CONFIG_VARIABLE)
    if chosen and not Path(chosen).is_file():
        raise ConfigurationError(f"{CONFIG_VARIABLE} names {chosen}, which is not there")
    if unknown := unknown_variables(os.environ):
        raise ConfigurationError(
            f"unknown environment variable {', '.join(unknown)}; `peyk config` lists the names that exist"
        )
    try:
        settings = Settings()
    except ValidationError as error:
        # Without inputs: a value may be a secret.
        problems = (f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors(include_input=False))
        raise ConfigurationError(f"configuration ({config_file()} or PEYK_*): {'; '.join(problems)}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{config_file()} is not TOML: {error}") from error
    if fault := fault_of_ports(_ports(settings)):
        raise ConfigurationError(f"configuration ({config_file()} or PEYK_*): {fault}")
    return settings


def _ports(settings: Settings) -> dict[str, int]:
    """Give the ports that this machine is to listen at: those of the engines that run elsewhere are of no account."""
    names = ["web_port", "metrics_port"]
    names += [] if settings.kafka else ["kafka_port", "kafka_controller_port"]
    names += [] if settings.elasticsearch else ["elasticsearch_port", "elasticsearch_transport_port"]
    return {name: getattr(settings, name) for name in sorted(names)}


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Name the PEYK_* variables that mean nothing, so that a slip of the pen is not a silent default."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_VARIABLE}
    return tuple(sorted(name for name in environ if name.startswith(PREFIX) and name.partition("__")[0] not in known))


def as_dict(settings: Settings) -> dict[str, Any]:
    """Give the effective configuration as plain JSON values, with secrets masked, also those within addresses."""
    values = settings.model_dump(mode="json")
    for table in (values, *values["sources"]):
        for name in ("elasticsearch", "kibana", "url"):
            if table.get(name):
                table[name] = shown(table[name])
    return values


def share_metrics(settings: Settings) -> Path:
    """Let this process count into the folder that all processes of the house share, where the page reads all counts.

    Call it before anything is imported that counts: prometheus_client looks for the folder once, when it is loaded.
    """
    folder = _metrics_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[_METRICS_VARIABLE] = str(folder)
    return folder


def forget_metrics(settings: Settings) -> None:
    """Forget what processes of earlier runs counted: Prometheus knows counters that begin again with the house."""
    for path in _metrics_folder(settings).glob("*.db"):
        path.unlink(missing_ok=True)


def _metrics_folder(settings: Settings) -> Path:
    return settings.state_dir.resolve() / "metrics"


def shared_metrics() -> Path | None:
    """Name the folder into which this process counts; null when it counts for itself."""
    folder = os.environ.get(_METRICS_VARIABLE)
    return Path(folder) if folder else None


_METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
