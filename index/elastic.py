"""The one module that talks to Elasticsearch: install, write, look up; what is away raises DownstreamUnavailable."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import TransportError
from elasticsearch import ApiError, AsyncElasticsearch

from index.analysis import analysis, search_time
from index.mapping import article_fields
from index.templates import ALERTS_INDEX, ALL_INDICES, NEWS_ALIAS, SMALL_INDICES, TAKES_INDEX, TEXT_INDICES, templates
from ingest.addresses import shown
from ingest.article import Status
from processors.downstream import DownstreamUnavailable
from processors.orthography.variants import VariantTable
from processors.stories.state import Standing

SCANNED = 500
"""Documents read at once when an index is copied."""

BAD_REQUEST, CONFLICT = 400, 409

TRANSIENT = frozenset({408, 429, 502, 503, 504})
"""HTTP statuses that say: later. Classified by status and not by error type, whose names change between versions."""


UNAVAILABLE = 503


class IndexRefused(Exception):  # noqa: N818 - it names an outcome
    """Elasticsearch refuses what Peyk asks of it; the message says what and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One document to write, or with `document` None to delete, if nothing newer than `version` is there."""

    index: str
    id: str
    version: int
    document: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Fields to set in one document, which is made if it is not there; its other fields stay."""

    index: str
    id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of one write: an HTTP status (2xx written, 409 something newer is there), and an error in words."""

    status: int
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a document stands: its index, id and version, the digest of what its source said, and what take it is."""

    index: str
    id: str
    version: int
    content: str | None
    take: Standing


@dataclass(frozen=True, slots=True)
class IndexSize:
    """How large one index is: documents, and bytes on disk."""

    index: str
    documents: int
    size: int


class Elastic:
    """A connection to one Elasticsearch. Close it in the end, or use `connected`."""

    def __init__(self, url: str, api_key: str | None = None, *, seconds: float = 30) -> None:
        # Retries are the caller's: the client's own don't know which items of a bulk were refused.
        connect = partial(AsyncElasticsearch, url, api_key=api_key, request_timeout=seconds, max_retries=0)
        self._client = connect()
        # For the analyzers: two megabytes, with which a busy machine may take a minute to make an index.
        self._wide = connect(http_compress=True, request_timeout=max(seconds, 120))
        self._shown = shown(url)

    async def install(self, variants: VariantTable | None = None) -> None:
        """Put the index templates, and make the indices that are not by month; `variants`: see index.analysis.

        Raises:
            IndexRefused: a component that the analyzer needs is not there, or a setting is refused.
            DownstreamUnavailable: Elasticsearch does not answer.
        """
        await self._put_templates(variants)
        for name in SMALL_INDICES:
            await self.ensure_index(name)
        await self._add_fields()

    async def _put_templates(self, variants: VariantTable | None) -> None:
        async with self._told():
            for name, template in templates(variants).items():
                await self._wide.indices.put_index_template(name=name, **template)

    async def _add_fields(self) -> None:
        """Let indices that were made before there was a field take it: they refuse fields that they do not know."""
        fields = article_fields()
        async with self._told():
            # By the alias: the names of many months would be longer than a request line may be.
            held_by = await self._client.indices.get_mapping(
                index=f"{NEWS_ALIAS},{TAKES_INDEX}", ignore_unavailable=True
            )
            for name, held in held_by.items():
                known = held["mappings"].get("properties", {})
                new = {field: each for field, each in fields.items() if field not in known}
                if new:
                    await self._client.indices.put_mapping(index=name, properties=new)

    async def ensure_index(self, name: str) -> None:
        """Make an index from its template, unless it is there.

        Raises:
            IndexRefused, DownstreamUnavailable: see install.
        """
        async with self._told():
            if not await self._client.indices.exists(index=name):
                await self._wide.options(ignore_status=400).indices.create(index=name)
            if not await self._client.indices.exists(index=name):
                await self._wide.indices.create(index=name)  # says why it cannot be made

    async def month_indices(self) -> tuple[str, ...]:
        """Name the indices behind the alias `news`."""
        async with self._told():
            found = await self._client.options(ignore_status=404).indices.get_alias(name=NEWS_ALIAS)
        return tuple(sorted(name for name in found.body if name.startswith(NEWS_ALIAS)))

    async def refresh(self) -> None:
        """Make everything written so far visible to `find` and to searches."""
        async with self._told():
            await self._client.indices.refresh(index=ALL_INDICES, ignore_unavailable=True)

    async def find(self, ids: Sequence[str]) -> tuple[Found, ...]:
        """Find where documents of these ids stand; one written within the last second may not be seen."""
        async with self._told():
            answer = await self._client.search(
                index=NEWS_ALIAS,
                ignore_unavailable=True,
                query={"ids": {"values": list(ids)}},
                version=True,
                source={"includes": ["content", "version", "status", "received_at", "noted_by"]},
                size=min(10_000, 4 * len(ids) + 10),
            )
        return tuple(map(_found, answer["hits"]["hits"]))

    async def documents(self, places: Sequence[Found]) -> tuple[Mapping[str, Any], ...]:
        """Read documents where they stand, as they are at this moment; those that are gone are left out."""
        if not places:
            return ()
        async with self._told():
            answer = await self._client.mget(docs=[{"_index": each.index, "_id": each.id} for each in places])
        return tuple(item["_source"] for item in answer["docs"] if item.get("found"))

    async def change_variants(self, variants: VariantTable | None = None) -> None:
        """Search for other variants of words from now on, without indexing anything anew.

        Each index is closed for the second that this takes: searches pass it over, writes to it wait.

        Raises:
            IndexRefused, DownstreamUnavailable: see install.
        """
        await self._put_templates(variants)
        changed = {"analysis": search_time(analysis(variants))}
        for name in (*await self.month_indices(), *TEXT_INDICES):
            async with self._told():
                await self._client.indices.close(index=name)
                try:
                    await self._wide.indices.put_settings(index=name, settings=changed)
                finally:
                    await self._client.indices.open(index=name)

    async def search(self, body: Mapping[str, Any], *, index: str = NEWS_ALIAS) -> Mapping[str, Any]:
        """Search all articles, or another index, with a request body that `index.search.build` made.

        Raises:
            IndexRefused: Elasticsearch finds fault with the request.
            DownstreamUnavailable: Elasticsearch does not answer, or not now.
        """
        async with self._told():
            answer = await self._client.search(index=index, ignore_unavailable=True, **_as_arguments(body))
        found: Mapping[str, Any] = answer.body
        return found

    async def analyze(self, analyzer: str, text: str) -> tuple[Mapping[str, Any], ...]:
        """Give the tokens that one of our analyzers makes of a text: token, position, start_offset, end_offset ...

        Offsets count UTF-16 units, as Elasticsearch does. Where Peyk was never started, its empty indices are made
        first: the analyzer is theirs.

        Raises:
            IndexRefused, DownstreamUnavailable: see search.
        """
        async with self._told():
            is_new = not await self._client.indices.exists(index=ALERTS_INDEX)
        if is_new:
            await self.install()
        async with self._told():
            answer = await self._client.indices.analyze(index=ALERTS_INDEX, analyzer=analyzer, text=text)
        return tuple(answer["tokens"])

    async def bulk(self, writes: Sequence[Write | Update]) -> tuple[Written, ...]:
        """Send writes in one request; the answers stand in the same order.

        Raises:
            DownstreamUnavailable: Elasticsearch does not answer, or not now.
        """
        if not writes:
            return ()
        async with self._told():
            answer = await self._client.bulk(operations=list(_operations(writes)), require_alias=False)
        return tuple(_written(next(iter(item.values()))) for item in answer["items"])

    async def scan(
        self, index: str, *, whole: bool, query: Mapping[str, Any] | None = None
    ) -> AsyncIterator[tuple[Write, ...]]:
        """Yield documents of an index (that `query` finds) in batches, as the writes that would make them again.

        Without `whole` their text is left out, for a look at ids and versions.
        """
        wanted = query or {"match_all": {}}
        async with self._told():
            answer = await self._client.search(
                index=index, query=wanted, scroll="5m", sort=["_doc"], size=SCANNED, version=True, source=whole
            )
            try:
                while hits := answer["hits"]["hits"]:
                    yield tuple(
                        Write(index=index, id=hit["_id"], version=hit["_version"], document=hit.get("_source", {}))
                        for hit in hits
                    )
                    answer = await self._client.scroll(scroll_id=answer["_scroll_id"], scroll="5m")
            finally:
                await self._client.options(ignore_status=404).clear_scroll(scroll_id=answer["_scroll_id"])

    async def create(self, name: str, settings: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
        """Make an index that is behind no alias; one of that name that a broken-off attempt left goes first."""
        async with self._told():
            await self._client.options(ignore_status=404).indices.delete(index=name)
            await self._wide.indices.create(index=name, settings=settings, mappings=fields)

    async def count(self, index: str, query: Mapping[str, Any] | None = None) -> int:
        """Count the documents of an index (that `query` finds) as searches see it."""
        async with self._told():
            return int((await self._client.count(index=index, query=query, ignore_unavailable=True))["count"])

    async def blocked_months(self) -> tuple[str, ...]:
        """Name the indices behind the alias that take no writes: one is being rebuilt, or a rebuild was killed."""
        async with self._told():
            found = await self._client.options(ignore_status=404).indices.get_settings(
                index=NEWS_ALIAS, name="index.blocks.write", flat_settings=True
            )
        on = (name for name, each in found.body.items() if name.startswith(NEWS_ALIAS) and _blocked(each))
        return tuple(sorted(on))

    async def block_writes(self, index: str) -> None:
        """Refuse writes to an index from now on (writers come again later), and make what is written visible."""
        async with self._told():
            await self._client.indices.put_settings(index=index, settings={"index.blocks.write": True})
            await self._client.indices.refresh(index=index)

    async def allow_writes(self, index: str) -> None:
        """Take back `block_writes`."""
        async with self._told():
            await self._client.indices.put_settings(index=index, settings={"index.blocks.write": None})

    async def swap(self, old: str, new: str) -> None:
        """Put `new` behind the alias in the place of `old`, in one step, and delete `old`."""
        actions: list[Mapping[str, Any]] = [
            {"add": {"index": new, "alias": NEWS_ALIAS}},
            {"remove_index": {"index": old}},
        ]
        async with self._told():
            await self._client.indices.refresh(index=new)
            await self._client.indices.update_aliases(actions=actions)

    async def drop(self, index: str) -> None:
        """Delete an index with all it holds."""
        async with self._told():
            await self._client.options(ignore_status=404).indices.delete(index=index)

    async def version(self) -> str:
        """Tell the version of Elasticsearch."""
        async with self._told():
            return str((await self._client.info())["version"]["number"])

    async def sizes(self) -> tuple[IndexSize, ...]:
        """Tell documents and bytes of every index of Peyk."""
        async with self._told():
            answer = await self._client.indices.stats(index=ALL_INDICES, metric=["docs", "store"])
        return tuple(
            IndexSize(name, each["primaries"]["docs"]["count"], each["total"]["store"]["size_in_bytes"])
            for name, each in sorted(answer["indices"].items())
        )

    async def close(self) -> None:
        """Disconnect."""
        await self._client.close()
        await self._wide.close()

    @property
    def client(self) -> AsyncElasticsearch:
        """The client itself, for searches."""
        return self._client

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        try:
            yield
        except ApiError as error:
            if error.status_code in TRANSIENT:
                raise DownstreamUnavailable(f"Elasticsearch at {self._shown}: {error}") from error
            raise IndexRefused(f"Elasticsearch at {self._shown} refuses: {error} {reason_of(error.body)}") from error
        except (NoConnection, TransportError) as error:
            raise DownstreamUnavailable(
                f"Elasticsearch does not answer at {self._shown} ({error}): is it running (`peyk engines status`), "
                "is PEYK_ELASTICSEARCH right?"
            ) from error


@asynccontextmanager
async def connected(url: str, api_key: str | None = None) -> AsyncIterator[Elastic]:
    """Connect for as long as the block lasts."""
    elastic = Elastic(url, api_key)
    try:
        yield elastic
    finally:
        await elastic.close()


def _found(hit: Mapping[str, Any]) -> Found:
    held = hit["_source"]
    take = Standing(
        version=held["version"],
        status=Status(held["status"]),
        received_at=datetime.fromisoformat(held["received_at"]),
        noted_by=held.get("noted_by"),
    )
    return Found(index=hit["_index"], id=hit["_id"], version=hit["_version"], content=held.get("content"), take=take)


def _blocked(index: Mapping[str, Any]) -> bool:
    return str(index.get("settings", {}).get("index.blocks.write")) == "true"


def _as_arguments(body: Mapping[str, Any]) -> dict[str, Any]:
    renamed = {"from": "from_", "_source": "source"}
    return {renamed.get(name, name): value for name, value in body.items()}


def _operations(writes: Iterable[Write | Update]) -> Iterable[Mapping[str, Any]]:
    for write in writes:
        if isinstance(write, Update):
            yield {"update": {"_index": write.index, "_id": write.id, "retry_on_conflict": 3}}
            yield {"doc": write.fields, "doc_as_upsert": True}
            continue
        action = "delete" if write.document is None else "index"
        # external_gte: of two deliveries of one version the later stands, an older version never wins.
        versioned = {"version": write.version, "version_type": "external_gte"}
        yield {action: {"_index": write.index, "_id": write.id, **versioned}}
        if write.document is not None:
            yield write.document


def _written(item: Mapping[str, Any]) -> Written:
    error = item.get("error")
    # A closed index opens again (change_variants): the answer's 400 would make a dead letter of a good article.
    closed = error and error.get("type") == "index_closed_exception"
    return Written(
        status=UNAVAILABLE if closed else int(item["status"]), error=reason_of({"error": error}) if error else None
    )


def reason_of(body: object) -> str:
    """Say in words why Elasticsearch refused: every reason it gives, from the outermost to the cause."""
    told = []
    cause = body.get("error") if isinstance(body, dict) else None
    while isinstance(cause, dict):
        told.append(f"{cause.get('type')}: {cause.get('reason')}")
        cause = cause.get("caused_by")
    return "; ".join(told)
