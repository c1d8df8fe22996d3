"""What a newsroom says of its sources in peyk.toml: one frozen definition each, with errors that name the source."""

from collections import Counter
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

MIN_KEY = 16
"""Characters of a push key; a shorter one can be guessed."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name} is no time zone; write it as Asia/Kabul") from error
    return name


class SourceDefinition(BaseModel):
    """One source: what it is, where, how often it is visited, and how to read what its items leave unsaid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$", description="its name in every list")]
    kind: Annotated[
        Literal["feed", "folder", "mailbox", "push"], Field(description="feed address, drop folder, Maildir, HTTP push")
    ]
    url: Annotated[str | None, Field(description="address of a feed")] = None
    path: Annotated[Path | None, Field(description="drop folder, or Maildir of a mailbox")] = None
    every_min: Annotated[float, Field(ge=10, description="seconds between visits to a busy feed")] = 60
    every_max: Annotated[float, Field(le=86_400, description="seconds between visits to a quiet feed")] = 3600
    time_zone: Annotated[str, AfterValidator(_known_zone), Field(description="of times without a zone")] = "UTC"
    language: Annotated[str | None, Field(description="of items that name none: fa, prs, ps ...")] = None
    trust: Annotated[Literal["high", "normal", "low"], Field(description="of the newsroom; readers see low")] = "normal"
    priority: Annotated[int, Field(ge=1, le=9, description="1 before 9, where sources wait for Kafka")] = 5
    enabled: Annotated[bool, Field(description="false closes the source; no restart is needed")] = True
    key: Annotated[SecretStr | None, Field(description="secret that signs pushes")] = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "feed" and not (self.url or "").startswith(("http://", "https://")):
            raise ValueError(f"source {self.name}: a feed needs url, beginning with http:// or https://")
        if self.kind in {"folder", "mailbox"} and self.path is None:
            raise ValueError(f"source {self.name}: a {self.kind} needs path")
        if self.kind == "push" and (self.key is None or len(self.key.get_secret_value()) < MIN_KEY):
            raise ValueError(f"source {self.name}: push needs a key of at least {MIN_KEY} characters")
        if self.every_min > self.every_max:
            raise ValueError(f"source {self.name}: every_min is larger than every_max")
        return self

    @property
    def zone(self) -> tzinfo:
        """The time zone of times that name none."""
        return ZoneInfo(self.time_zone)


def unique_names(definitions: tuple[SourceDefinition, ...]) -> tuple[SourceDefinition, ...]:
    """Give the definitions as they are.

    Raises:
        ValueError: two sources have one name.
    """
    names = Counter(definition.name for definition in definitions)
    if twice := [name for name, count in names.items() if count > 1]:
        raise ValueError(f"two sources are called {twice[0]}")
    return definitions
