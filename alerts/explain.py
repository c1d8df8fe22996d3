"""Says why a rule matches an article, or which of its conditions does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from alerts.matcher import objections
from alerts.page import Page, page
from alerts.places import Found, spans_of
from alerts.query import prepare
from alerts.rule import Part, Rule, Watch
from processors.entities.asking import IdsFor, shipped_ids
from processors.query import And, AtLeast, Node, Not, Or, parse
from processors.tagged_article import TaggedArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One condition, whether it holds, and what shows it. `depth` is how far it stands inside others."""

    holds: bool
    what: str
    shown: tuple[str, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whether the rule matches the article, every condition in the order of the rule, and advice if there is any."""

    matches: bool
    findings: tuple[Finding, ...]
    advice: str | None = None


def explain(rule: Rule, article: TaggedArticle, ids_for: IdsFor = shipped_ids) -> Explanation:
    """Explain what `rule` finds in `article`.

    Raises:
        processors.query.QueryError: the rule was never checked; the error points at the character.
    """
    read = page(article)
    filters = tuple(_filters(rule, read, ids_for))
    if rule.watch is Watch.SILENCE:
        silent = Finding(holds=False, what="the rule watches for silent sources, not for words")
        return Explanation(matches=False, findings=(*filters, silent))
    asked = _Asked(rule, read, ids_for)
    words = tuple(_words(parse(rule.query), asked, 0))
    matches = words[0].holds and all(finding.holds for finding in filters)
    return Explanation(matches=matches, findings=(*filters, *words), advice=_advice(asked, holds=words[0].holds))


def _filters(rule: Rule, read: Page, ids_for: IdsFor) -> Iterator[Finding]:
    article = read.article
    yield Finding(holds=rule.enabled, what="the rule is enabled")
    against = objections(rule, read, ids_for)
    values: dict[str, tuple[object, object]] = {
        "sources": (article.source, rule.sources),
        "languages": (article.language, rule.languages),
        "urgency": (article.urgency, rule.urgency),
        "statuses": (article.status, rule.statuses),
        "entities": (", ".join(sorted({e.name or e.text for e in article.entities})), rule.entities),
    }
    for name, (found, wanted) in values.items():
        if wanted:
            asked = ", ".join(map(str, wanted)) if isinstance(wanted, tuple) else str(wanted)
            yield Finding(holds=name not in against, what=f"{name}: {asked}", shown=(str(found),) if found else ())
    if article.embargoed_until is not None and not rule.embargoed:
        yield Finding(holds=True, what=f"embargoed until {article.embargoed_until:%Y-%m-%d %H:%M %Z}: told then")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of which page, and by whose names."""

    rule: Rule
    read: Page
    ids_for: IdsFor

    def find(self, node: Node) -> Found | None:
        rule, read = self.rule, self.read
        return prepare(node, self.ids_for, variants=rule.variants).find(read, read.windows[rule.part])


def _words(node: Node, asked: _Asked, depth: int) -> Iterator[Finding]:
    found = asked.find(node)
    shown = tuple(dict.fromkeys(span.text for span in spans_of(found or (), asked.read.displayed)))
    yield Finding(holds=found is not None, what=_named(node, asked.rule), shown=shown, depth=depth)
    match node:
        case And(parts) | Or(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _words(part, asked, depth + 1)
        case Not(part):
            yield from _words(part, asked, depth + 1)
        case _:
            return


def _named(node: Node, rule: Rule) -> str:
    match node:
        case And():
            return "all of"
        case Or():
            return "any of"
        case AtLeast(count, _):
            return f"at least {count} of"
        case Not():
            return "without"
        case _:
            return rule.query[node.start : node.end]


def _advice(asked: _Asked, *, holds: bool) -> str | None:
    if holds:
        return None
    rule = asked.rule
    for changed, told in (
        (replace(rule, part=Part.ANYWHERE), f"it is in the article, but not in its {rule.part}"),
        (replace(rule, variants=True), "it would match with variants: Dari and Iranian words for each other"),
    ):
        if changed != rule and replace(asked, rule=changed).find(parse(changed.query)) is not None:
            return told
    return None
