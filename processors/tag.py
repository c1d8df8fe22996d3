"""tag(article): normalize, tag entities, tag dates, assemble."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from ingest.article import Article
from processors.entities.gazetteer import Gazetteer, load_gazetteer
from processors.language import language_of
from processors.normalize import Normalized, normalize
from processors.stories.taken import founded_by
from processors.tag_dates import tag_dates
from processors.tag_entities import tag_fields
from processors.tagged_article import DateMention, Entity, FieldName, Original, Repair, TaggedArticle

KABUL = ZoneInfo("Asia/Kabul")


@dataclass(frozen=True, slots=True)
class Tagger:
    """Turns an Article into a TaggedArticle; the same article always gives the same record.

    Attributes:
        zone: where sources are whose articles tell no local time; Dari copy is then read in Kabul's.
        gazetteer: the known names, a newsroom's own among them.
    """

    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Tehran"))
    gazetteer: Gazetteer = field(default_factory=load_gazetteer)

    def tag(self, article: Article) -> TaggedArticle:
        """Do all the text work on one article.

        Raises:
            ItemRejected: the text cannot be read in any encoding Peyk knows (encoding).
        """
        written: dict[FieldName, str] = {"title": article.title or "", "body": article.body or ""}
        language = language_of(article.language, "\n".join(written.values()))
        repaired = {name: normalize(text, language) for name, text in written.items()}
        article = replace(article, language=language)
        return TaggedArticle(
            **_fields(article) | {name: each.text or None for name, each in repaired.items()},
            original=Original(title=article.title, body=article.body),
            repairs=tuple(_repairs(repaired)),
            entities=tuple(self._entities(repaired)),
            dates=tuple(self._dates(repaired, article)),
            story_id=founded_by(article.id),
        )

    def _entities(self, repaired: dict[FieldName, Normalized]) -> Iterable[Entity]:
        # Headline and body together: a short form in the one joins the full name in the other.
        return tag_fields({name: each.text for name, each in repaired.items()}, gazetteer=self.gazetteer)

    def _dates(self, repaired: dict[FieldName, Normalized], article: Article) -> Iterable[DateMention]:
        published = article.published_at or article.received_at
        # A time with an offset of its own tells where its source is; UTC is what times without a place are kept in.
        local = published.utcoffset() != timedelta(0)
        zone = None if local else KABUL if article.language == "prs" else self.zone
        for name, each in repaired.items():
            for mention in tag_dates(each.text, published, zone):
                yield replace(mention, field=name)


def _repairs(repaired: dict[FieldName, Normalized]) -> Iterable[Repair]:
    for name, each in repaired.items():
        for repair in each.repairs:
            yield replace(repair, field=name)


def _fields(article: Article) -> dict[str, Any]:
    return {each.name: getattr(article, each.name) for each in fields(article)}
