"""What the world does wrong, as a page that says so: engines that do not answer, rules that Kafka did not take."""

from aiohttp import web

from index.elastic import IndexRefused
from ingest.reader import KafkaUnreachable
from peyk.rulebook import RuleNotSent
from peyk.web.guard import Handler
from peyk.web.paper import page
from processors.downstream import DownstreamUnavailable

AWAY = (DownstreamUnavailable, KafkaUnreachable, IndexRefused, RuleNotSent)


@web.middleware
async def faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 503 with a sentence when an engine is away, and show refusals of ours as a page."""
    try:
        return await handler(request)
    except AWAY as error:
        return page(request, "fault.html", status=503, told=str(error), missing=False)
    except web.HTTPNotFound as error:
        if "text/html" not in request.headers.get("Accept", ""):
            raise
        return page(request, "fault.html", status=404, told=error.text or "", missing=True)
