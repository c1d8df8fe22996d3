"""The script `peyk`: one door to every command, with errors as sentences."""

import sys

import typer

from peyk.cli import (
    alerting,
    engines,
    ingesting,
    kibana,
    operations,
    rejected,
    ruling,
    running,
    searching,
    stories,
    tagging,
    upkeep,
    web,
)
from peyk.cli.output import notes
from peyk.settings import ConfigurationError

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    help="Peyk: streaming news ingestion, search and alerts for Persian newsrooms.",
)
app.add_typer(engines.app, name="engines")
app.add_typer(ruling.app, name="rules")
app.add_typer(rejected.app, name="rejected")
app.add_typer(kibana.app, name="kibana")
app.command()(running.run)
app.command()(ingesting.ingest)
app.command()(tagging.tag)
app.command()(searching.search)
app.command()(searching.analyze)
app.command()(alerting.alerts)
app.command()(stories.story)
app.command()(stories.trace)
app.command()(stories.sources)
app.command()(upkeep.replay)
app.command()(upkeep.reindex)
app.command()(upkeep.retain)
app.command()(upkeep.variants)
app.command()(operations.status)
app.command()(operations.check)
app.command()(operations.config)
app.command()(running.worker)
app.command()(web.web)


def main() -> None:
    """Run one command. What the world does wrong ends as one sentence and status 1, never as a stack trace."""
    try:
        app()
    except ConfigurationError as error:
        _say(error, 2)
    except Exception as error:
        if type(error).__name__ not in _TOLD:
            raise
        _say(error, 1)


_TOLD = frozenset(
    {"EngineError", "KafkaUnreachable", "IndexRefused", "DownstreamUnavailable", "NamesFileError", "RuleNotSent"}
)
"""Errors whose message was written for people; named, so that no command loads another one's libraries."""


def _say(error: Exception, status: int) -> None:
    notes.print(str(error), style="red", markup=False, soft_wrap=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
