"""What the page reads from the real engine."""

from typing import Any

from elasticsearch import Elasticsearch

from index.elastic import connected
from index.templates import ALERTS_INDEX
from peyk.web.archive import ElasticArchive
from processors.entities.asking import shipped_ids


async def test_what_an_attempt_wrote_before_its_alert_is_no_alert_yet(
    engines: Any, es: Elasticsearch, prefix: str
) -> None:
    alert = {"rule_id": prefix, "rule_name": "سیل", "kind": "match", "matched_at": "2026-11-26T08:00:00Z"}
    tried = {"delivery": {"desk": "sending"}}
    async with connected(engines.elasticsearch) as elastic:
        await elastic.install()
        es.index(index=ALERTS_INDEX, id=f"{prefix}-1", document={"id": f"{prefix}-1", **alert})
        es.index(index=ALERTS_INDEX, id=f"{prefix}-2", document={"rule_id": prefix, **tried}, refresh=True)
        shown = await ElasticArchive(elastic, shipped_ids).alerts(rule=prefix)

    assert [each["id"] for each in shown] == [f"{prefix}-1"]
