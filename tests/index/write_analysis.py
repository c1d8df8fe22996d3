"""Write tests/index/analysis.json anew: python tests/index/write_analysis.py."""

import json
import re
from pathlib import Path

from index.analysis import analysis

INVISIBLE = re.compile("[\\u00a0\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]")


def shown(settings: object) -> str:
    """Write settings so that invisible characters can be seen and a change of one rule is a change of one line."""
    text = json.dumps(_parted(settings), ensure_ascii=False, indent=1) + "\n"
    return INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _parted(settings: object) -> object:
    """Part rules that are one string, a line each, into as many strings."""
    match settings:
        case dict():
            return {name: _parted(part) for name, part in settings.items()}
        case [str(rules)] if "\n" in rules:
            return rules.splitlines()
    return settings


if __name__ == "__main__":
    Path(__file__).with_name("analysis.json").write_text(shown(analysis()), encoding="utf-8")
