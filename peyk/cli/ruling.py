"""`peyk rules`: what desks want to be told of."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from peyk.cli.output import fail, notes, write_json, write_line, write_table
from peyk.settings import Settings, load_settings
from peyk.terminal import isolate, with_marks

if TYPE_CHECKING:
    from alerts.rule import Rule
    from alerts.trial import Trial

app = typer.Typer(no_args_is_help=True, help="Add, list, change, try and explain alert rules.")

Deliver = Annotated[list[str] | None, typer.Option(help="To this \\[delivery.NAME] of peyk.toml; may be repeated.")]
Days = Annotated[int, typer.Option(min=1, help="How many past days to look at.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def _kafka(settings: Settings) -> str:
    from peyk.endpoints import endpoints

    return endpoints(settings).kafka


def _checked(record: dict[str, Any], settings: Settings) -> "Rule":
    from alerts.matcher import check_of
    from alerts.rule import RuleRefused, rule_from_mapping

    try:
        given = {name: value for name, value in record.items() if value not in (None, [], ())}
        rule = rule_from_mapping(given, zone=settings.time_zone)
        check_of(rule)
    except RuleRefused as refusal:
        pointer = f"\n{record['query']}\n{' ' * refusal.position}^" if refusal.position is not None else ""
        fail(f"{refusal}{pointer}", 2)
    _advise(rule, settings)
    return rule


def _advise(rule: "Rule", settings: Settings) -> None:
    from peyk.workers import ids_for
    from processors.entities.asking import unlisted
    from processors.query import parse

    for name in set(rule.deliver) - set(settings.delivery):
        notes.print(f"no [delivery.{name}] in the configuration: nothing is delivered there yet", style="yellow")
    for value in unlisted(parse(rule.query), ids_for(settings)):
        told = f"entity {isolate(value)} is in no list of names: it is found only where a text has just this name"
        notes.print(f"{told}; `names_file` can add it", style="yellow")


def _named(kafka: str, name: str) -> "Rule":
    from peyk.rulebook import current_rules

    found = [rule for rule in current_rules(kafka) if name in {rule.id, rule.name}]
    return found[0] if found else fail(f"no rule {name}; `peyk rules list` shows all")


@app.command()
def add(
    query: Annotated[str, typer.Argument(help="As in `peyk search`.")],
    *,
    name: Annotated[str | None, typer.Option(help="Its name; the query itself if none is given.")] = None,
    deliver: Deliver = None,
    source: Annotated[list[str] | None, typer.Option(help="Only articles of this source.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only articles in this language.")] = None,
    part: Annotated[str | None, typer.Option(help="anywhere, headline, lead or body.")] = None,
    repeat: Annotated[str | None, typer.Option(help="once, 'every version' or 'every source'.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose rule it is.")] = None,
) -> None:
    """Add a rule; every alert worker follows within a moment. For all that a rule can say use `peyk rules apply`.

    Example: peyk rules add 'آتش بس' --deliver desk
    """
    from peyk.rulebook import change_rules

    settings = load_settings()
    record = {
        "name": name or query,
        "query": query,
        "deliver": deliver,
        "sources": source,
        "languages": language,
        "part": part,
        "repeat": repeat,
        "owner": owner,
    }
    rule = _checked(record, settings)
    change_rules(_kafka(settings), put=[rule])
    write_line(rule.id)


@app.command("list")
def list_(*, json: Json = False) -> None:
    """List the rules that are in force.

    Example: peyk rules list
    """
    from alerts.rule import rule_as_mapping
    from peyk.rulebook import current_rules

    rules = current_rules(_kafka(load_settings()))
    if json:
        write_json(rule_as_mapping(rule) for rule in rules)
        return
    rows = [(x.id, isolate(x.name), isolate(x.query), ", ".join(x.deliver), "" if x.enabled else "off") for x in rules]
    write_table([("id", "name", "query", "deliver", ""), *rows])


@app.command()
def remove(names: Annotated[list[str], typer.Argument(metavar="RULE...", help="Names or ids.")]) -> None:
    """Remove rules.

    Example: peyk rules remove 'آتش بس'
    """
    from peyk.rulebook import change_rules

    kafka = _kafka(load_settings())
    change_rules(kafka, remove=[_named(kafka, name) for name in names])


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="YAML or TOML; it is the whole truth.", exists=True, dir_okay=False)],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")] = False,
) -> None:
    """Make the rules those of a file: add, change, and remove what it does not name.

    Example: peyk rules apply rules.yaml --dry-run
    """
    from alerts.matcher import check_of
    from alerts.rule_file import RuleFileRefused, plan, read_rules
    from peyk.rulebook import apply_changes, current_rules

    settings = load_settings()
    kafka = _kafka(settings)
    try:
        wanted = read_rules(file.read_text(encoding="utf-8"), file.name, check_of, zone=settings.time_zone)
    except RuleFileRefused as refusal:
        fail(str(refusal), 2)
    changes = plan(current_rules(kafka), wanted)
    for rule in changes.added:
        write_line(f"+ {isolate(rule.name)}: {isolate(rule.query)}")
    for before, after in changes.changed:
        write_line(f"~ {isolate(after.name)}: {'; '.join(_differences(before, after))}")
    for rule in changes.removed:
        write_line(f"- {isolate(rule.name)}: {isolate(rule.query)}")
    notes.print(f"{changes.unchanged} unchanged")
    if not dry_run:
        apply_changes(kafka, changes)


def _differences(before: "Rule", after: "Rule") -> Iterator[str]:
    from alerts.rule import rule_as_mapping

    old, new = rule_as_mapping(before), rule_as_mapping(after)
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            was, now = (isolate(str(values.get(name, "default"))) for values in (old, new))
            yield f"{name} {was} -> {now}"


@app.command("test")
def try_out(
    query: Annotated[str, typer.Argument(metavar="QUERY|RULE", help="A query, or the name of a rule.")],
    *,
    days: Days = 7,
    json: Json = False,
) -> None:
    """Tell what a rule would have matched in the last days, before it is saved.

    Example: peyk rules test 'آتش بس غزه' --days 7
    """
    from alerts.trial import try_rule
    from peyk.past import past_articles
    from peyk.rulebook import current_rules
    from peyk.workers import ids_for

    settings = load_settings()
    kafka = _kafka(settings)
    known = {rule.name: rule for rule in current_rules(kafka)}
    rule = known.get(query) or _checked({"name": query, "query": query}, settings)
    trial = try_rule(rule, past_articles(kafka, days), ZoneInfo(settings.time_zone), ids_for(settings))
    if json:
        counts = {"read": trial.read, "articles": trial.articles, "stories": trial.stories}
        by_day = {day.isoformat(): count for day, count in trial.days}
        write_json([{**counts, "days": by_day, "spellings": dict(trial.spellings), "too_broad": trial.too_broad}])
        return
    _show(trial, settings.months)


def _show(trial: "Trial", language: str) -> None:
    from alerts.delivery.moments import solar_day

    write_line(f"{trial.stories} stories ({trial.articles} of {trial.read} articles)")
    for day, count in trial.days:
        write_line(f"  {day}  {count:>4}  {isolate(solar_day(day, language))}")
    for spelling, count in trial.spellings:
        write_line(f"  {count:>4} × {isolate(spelling)}")
    for example in trial.examples:
        if sentence := example.sentence:
            write_line(f"  {isolate(example.article.source)}: {with_marks(sentence.text, sentence.marks)}")
    if trial.too_broad:
        notes.print(trial.too_broad, style="yellow")


@app.command()
def explain(
    article: Annotated[str, typer.Argument(help="Id of an article.")],
    rule: Annotated[str, typer.Argument(help="Name or id of a rule.")],
) -> None:
    """Tell why a rule matches an article, or why it does not. Ends with 1 when it does not.

    Example: peyk rules explain pamir-1405-0801 'آتش بس'
    """
    from alerts.explain import explain as explanation_of
    from peyk.past import newest_take
    from peyk.workers import ids_for

    settings = load_settings()
    kafka = _kafka(settings)
    take = newest_take(kafka, article)
    if take is None:
        fail(f"Kafka holds no article {article}")
    explanation = explanation_of(_named(kafka, rule), take, ids_for(settings))
    for finding in explanation.findings:
        shown = isolate(", ".join(finding.shown)) if finding.shown else ""
        write_line(f"{'  ' * finding.depth}{'yes' if finding.holds else 'NO '} {isolate(finding.what)}  {shown}")
    if explanation.advice:
        notes.print(explanation.advice)
    raise typer.Exit(0 if explanation.matches else 1)
