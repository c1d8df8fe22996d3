"""Ports: those configured, or free ones chosen once per state folder and remembered."""

import json
import socket
from dataclasses import dataclass, fields
from itertools import islice
from random import SystemRandom

from peyk.local.settings import ANY_FREE_PORT, LocalSettings

NOTE = "ports.json"
HOST = "localhost"
LOOPBACK = "127.0.0.1"

# Below what Linux (32768) and others (49152) hand out, so that a restarted engine finds its port free.
FREE_RANGE = range(20_000, 32_000)


@dataclass(frozen=True, slots=True)
class Ports:
    """The four ports of one pair of engines."""

    kafka: int
    kafka_controller: int
    elasticsearch: int
    elasticsearch_transport: int


def choose_ports(settings: LocalSettings) -> Ports:
    """Take the configured ports; where 0 is configured, the one remembered from an earlier start, else any free one."""
    remembered = read_note(settings)
    names = [field.name for field in fields(Ports)]
    free = iter(free_ports(len(names)))
    chosen = {}
    for name in names:
        configured = getattr(settings, f"{name}_port")
        chosen[name] = configured if configured != ANY_FREE_PORT else remembered.get(name) or next(free)
    partial = settings.state_dir / "ports.new"
    partial.write_text(json.dumps(chosen), "utf-8")
    partial.replace(settings.state_dir / NOTE)
    return Ports(**chosen)


def noted_ports(settings: LocalSettings) -> Ports | None:
    """Give the ports of the last start from this state folder; None before the first."""
    remembered = read_note(settings)
    return Ports(**remembered) if remembered else None


def read_note(settings: LocalSettings) -> dict[str, int]:
    """Read the remembered ports by name; empty when there are none, or when the note cannot be used."""
    try:
        note = json.loads((settings.state_dir / NOTE).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    names = {field.name for field in fields(Ports)}
    return note if isinstance(note, dict) and note.keys() == names else {}


def free_ports(count: int) -> list[int]:
    """Find ports that can be listened on, all different, and that no outgoing connection is given."""
    candidates = SystemRandom().sample(FREE_RANGE, len(FREE_RANGE))
    return list(islice((port for port in candidates if not is_taken(port)), count))


def is_taken(port: int) -> bool:
    """Tell whether the port of this machine cannot be listened on."""
    with socket.socket() as probe:
        # As servers do: the remains of a closed connection do not hold a port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
        return False
