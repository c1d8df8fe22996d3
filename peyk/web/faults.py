"""What the world does wrong, as a page that says so: engines that do not answer, rules that Kafka did not take."""

import structlog
from aiohttp import web

from index.elastic import IndexRefused
from ingest.reader import KafkaUnreachable
from peyk.rulebook import RuleNotSent
from peyk.web.guard import Handler
from peyk.web.paper import page
from processors.downstream import DownstreamUnavailable

_log = structlog.get_logger(__name__)
AWAY = (DownstreamUnavailable, KafkaUnreachable, IndexRefused, RuleNotSent)


@web.middleware
async def faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 503 with a sentence when an engine is away, 500 to a fault of ours, and show what is missing as a page."""
    try:
        return await handler(request)
    except AWAY as error:
        return page(request, "fault.html", status=503, told=str(error), missing=False)
    except web.HTTPNotFound as error:
        if "text/html" not in request.headers.get("Accept", ""):
            raise
        return page(request, "fault.html", status=404, told=error.text or "", missing=True)
    except (web.HTTPException, ConnectionResetError):
        raise
    except Exception:  # noqa: BLE001 - whatever it is, it ends this page alone, is logged, and tells nothing of itself
        _log.exception("page failed", path=request.path)
        return page(request, "fault.html", status=500, told="a fault of Peyk itself; its log says more", missing=False)
