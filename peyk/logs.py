"""How Peyk's processes write: one line per outcome, for people or as JSON."""

import logging
import sys
from typing import Literal

import structlog

_ORDER = ["timestamp", "level", "event", "stage", "source", "article", "title"]


def configure_logs(style: Literal["text", "json"]) -> None:
    """Set up structlog and the standard library's logging for this process; call it once, at its start."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if style == "text" else "iso", utc=style == "json"),
            structlog.processors.format_exc_info,
            _renderer(style),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    # Faust and the Kafka clients narrate their connections; only what needs a person is passed on.
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.ERROR)
    handler.setFormatter(_of_libraries(style))
    handler.addFilter(_needs_a_person)
    logging.basicConfig(level=logging.ERROR, handlers=[handler])


def _needs_a_person(record: logging.LogRecord) -> bool:
    # A broker that never had a consumer makes its topic of offsets first; the client asks again by itself.
    return "GroupCoordinatorNotAvailable" not in record.getMessage()


def _of_libraries(style: Literal["text", "json"]) -> logging.Formatter:
    """Give the form of what libraries log: in JSON, one object a line like everything else."""
    if style == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _renderer(style),
        ],
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
    )


def _renderer(style: Literal["text", "json"]) -> structlog.typing.Processor:
    if style == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return _line


def _line(_logger: object, _name: str, event: structlog.typing.EventDict) -> str:
    """Render `12:04:31 tagged      source=bakhtar article=3fa9 title=...`, with warnings marked."""
    time, level, what = event.pop("timestamp"), event.pop("level"), event.pop("event")
    names = [name for name in _ORDER if name in event] + sorted(set(event) - set(_ORDER))
    facts = " ".join(f"{name}={event[name]}" for name in names if event[name] is not None)
    mark = "" if level == "info" else f"{level}: "
    return f"{time} {mark}{what:<12} {facts}"
