"""Ports: those configured, or free ones chosen once per state folder and remembered."""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import islice
from random import SystemRandom

from peyk.local.settings import ANY_FREE_PORT, EngineError, LocalSettings

NOTE = "ports.json"
HOST = "localhost"
LOOPBACK = "127.0.0.1"
LAST_PORT = 65_535

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
    """Take the configured ports; where 0 is configured, the one remembered from an earlier start, else any free one.

    Raises:
        EngineError: two of them are configured alike, or one is no port.
    """
    names = [field.name for field in fields(Ports)]
    wanted = {f"{name}_port": getattr(settings, f"{name}_port") for name in names}
    if fault := fault_of_ports(wanted):
        raise EngineError(fault)
    remembered = {name: port for name, port in read_note(settings).items() if port not in wanted.values()}
    free = iter(port for port in free_ports(2 * len(names)) if port not in {*wanted.values(), *remembered.values()})
    chosen = {}
    for name in names:
        configured = wanted[f"{name}_port"]
        chosen[name] = configured if configured != ANY_FREE_PORT else remembered.get(name) or next(free)
    partial = settings.state_dir / "ports.new"
    partial.write_text(json.dumps(chosen), "utf-8")
    partial.replace(settings.state_dir / NOTE)
    return Ports(**chosen)


def fault_of_ports(wanted: Mapping[str, int]) -> str | None:
    """Say in a sentence what is wrong with ports by the names of their settings; None when nothing is.

    >>> fault_of_ports({"kafka_port": 9392, "web_port": 9392})
    'kafka_port and web_port are both 9392: give each a port of its own, or 0 for any free one'
    """
    names: dict[int, str] = {}
    for name, port in wanted.items():
        if not 0 <= port <= LAST_PORT:
            return f"{name} is {port}: ports run from 1 to {LAST_PORT}, and 0 means any free one"
        if port != ANY_FREE_PORT and (other := names.setdefault(port, name)) != name:
            return f"{other} and {name} are both {port}: give each a port of its own, or 0 for any free one"
    return None


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
