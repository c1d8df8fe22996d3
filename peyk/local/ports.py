"""Ports: those configured, or free ones chosen once per state folder and remembered."""

import json
import socket
from contextlib import ExitStack
from dataclasses import dataclass, fields

from peyk.local.settings import ANY_FREE_PORT, LocalSettings

HOST = "localhost"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """The four ports of one pair of engines."""

    kafka: int
    kafka_controller: int
    elasticsearch: int
    elasticsearch_transport: int


def choose_ports(settings: LocalSettings) -> Ports:
    """Take the configured ports; where 0 is configured, the one remembered from an earlier start, else any free one."""
    note = settings.state_dir / "ports.json"
    remembered = json.loads(note.read_text("utf-8")) if note.is_file() else {}
    names = [field.name for field in fields(Ports)]
    free = iter(free_ports(len(names)))
    chosen = {}
    for name in names:
        configured = getattr(settings, f"{name}_port")
        chosen[name] = configured if configured != ANY_FREE_PORT else remembered.get(name) or next(free)
    note.write_text(json.dumps(chosen), "utf-8")
    return Ports(**chosen)


def noted_ports(settings: LocalSettings) -> Ports | None:
    """Give the ports of the last start from this state folder; None before the first."""
    note = settings.state_dir / "ports.json"
    return Ports(**json.loads(note.read_text("utf-8"))) if note.is_file() else None


def free_ports(count: int) -> list[int]:
    """Find ports on which nobody listens, all different."""
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


def is_taken(port: int) -> bool:
    """Tell whether somebody listens on the port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
