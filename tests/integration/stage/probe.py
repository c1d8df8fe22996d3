"""A worker to inflict faults on: copies a topic to another, through processors.stage or, to prove the checker, without.

Usage: probe.py KAFKA STATE_DIR GROUP SOURCE TARGET FAULT_DIR [--broken]

While FAULT_DIR holds a file `raise`, a message b"poison" raises; while it holds `unavailable`, the downstream is away.
`seconds` in FAULT_DIR makes each batch take that long.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peyk.logs import configure_logs
from processors.downstream import DownstreamUnavailable
from processors.stage import Incoming, Outgoing, StageSettings, build_app, consume, run_app

kafka, state_dir, group, source, target, faults = sys.argv[1:7]
FAULTS = Path(faults)
settings = StageSettings(
    kafka=kafka, state_dir=Path(state_dir), batch_size=20, commit_every=0.5, session_timeout=6.0, stop_timeout=10.0
)
app = build_app(group, settings)


async def copy(batch: Sequence[Incoming]) -> tuple[Outgoing, ...]:
    if (FAULTS / "seconds").exists():
        await asyncio.sleep(float((FAULTS / "seconds").read_text()))
    if (FAULTS / "unavailable").exists():
        raise DownstreamUnavailable("the test says so")
    if (FAULTS / "raise").exists() and any(message.value == b"poison" for message in batch):
        raise RuntimeError("a fault nobody expected")
    return tuple(Outgoing(topic=target, key=message.key or b"", value=message.value) for message in batch)


if "--broken" in sys.argv:

    @app.agent(app.topic(source, key_type=bytes, value_type=bytes))
    async def broken(stream: Any) -> None:
        """What Faust's guide shows: the fault that the stage must not have."""
        async for values in stream.take(20, within=0.05):
            if (FAULTS / "raise").exists() and b"poison" in values:
                raise RuntimeError("a fault nobody expected")
            for value in values:
                await app.producer.send_and_wait(target, value, value, None, None, None)
else:
    consume(app, source, copy, settings)

configure_logs("json")
run_app(app)
