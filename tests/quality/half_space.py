"""Measure how well lost half-spaces come back: python tests/quality/half_space.py [--half even|odd|all] [--other FILE]

All half-spaces are taken out of real text; what comes back is compared, boundary by boundary. Of the treebanks, one
half (even lines) was developed on; report the other. `--other` names a Python file with a function `repair(text)` of
another library, to be run by an interpreter that has it; its row is printed by itself.

News copy leaves some half-spaces unwritten, so its precision is a lower bound. `--text fars --disagreements 100` prints
so many disagreements, drawn by `--seed`, to be read by eye: is ours wrong, is the half-space unwritten in the copy, or
is either a style?
"""

import argparse
import importlib.util
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
TEXTS = ("perdt", "seraji", "voa-dari", "fars")
_LETTERS = str.maketrans("يىك", "ییک")
_MISPLACED = re.compile(
    f"{HALF_SPACE}+(?=[^\u0621-\u06d3]|$)|(?<![\u0621-\u06d3]){HALF_SPACE}+|(?<={HALF_SPACE}){HALF_SPACE}+"
)
# Some agencies type a left-to-right mark where a half-space belongs: that copy has its half-space, under another code.
_OTHER_CODES = re.compile("(?<=[بپتثجچحخسشصضطظعغفقکگلمنهیئ])[\u200e\u200f]+(?=[\u0621-\u06d3])")
Repair = Callable[[str], str]


class Disagreement(NamedTuple):
    """One boundary that is ours alone (+) or the text's alone (-): the word as each writes it, and its neighbours."""

    sign: str
    written: str
    ours: str
    context: str


@dataclass(slots=True)
class Score:
    """Boundaries found, wrongly set and missed; words and changed words of untouched text."""

    found: int = 0
    wrong: int = 0
    missed: int = 0
    words: int = 0
    changed: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the half-spaces set that the text has too."""
        return self.found / max(self.found + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Share of the text's half-spaces that came back."""
        return self.found / max(self.found + self.missed, 1)

    @property
    def changes(self) -> float:
        """Changed words in a thousand words of untouched text."""
        return 1000 * self.changed / max(self.words, 1)


def lines(name: str, half: str = "all") -> list[str]:
    """Give the sentences (treebanks) or paragraphs (news) of a text; of the treebanks all, the even or the odd ones."""
    if name in ("perdt", "seraji"):
        text = (CORPUS / "halfspace" / f"{name}-dev.txt").read_text(encoding="utf-8")
        kept = {"all": (0, 1), "even": (0,), "odd": (1,)}[half]
        return [line for place, line in enumerate(text.split("\n")) if line.strip() and place % 2 in kept]
    return list(_paragraphs(name))


def _paragraphs(name: str) -> Iterator[str]:
    path = CORPUS / "news" / f"{name}.jsonl"
    rows = path.read_text(encoding="utf-8").splitlines()
    # Every sixth Fars article: 117 articles are enough for two digits.
    for row in rows[:: 6 if name == "fars" else 1]:
        body = json.loads(row)["body"].translate(_LETTERS)
        body = _OTHER_CODES.sub(HALF_SPACE, body)
        yield from (_MISPLACED.sub("", part) for part in body.split("\n") if part.strip())


def _boundaries(text: str) -> tuple[str, set[int]]:
    """Give the text without spaces and half-spaces, and where in it half-spaces stood."""
    bare: list[str] = []
    places = set()
    for char in text:
        if char == HALF_SPACE:
            places.add(len(bare))
        elif not char.isspace():
            bare.append(char)
    return "".join(bare), places


def _aligned(text: str, other: str, places: set[int]) -> set[int]:
    """Find the places of `other` in `text`, where a library has changed more than half-spaces."""
    if text == other:
        return places
    found = set()
    for block in SequenceMatcher(None, other, text, autojunk=False).get_matching_blocks():
        found |= {place - block.a + block.b for place in places if block.a < place <= block.a + block.size}
    return found


def measure(repair: Repair, texts: list[str]) -> Score:
    """Take all half-spaces out of `texts`, repair them, and compare; repair them untouched, and count changes."""
    score = Score()
    for text in texts:
        bare, right = _boundaries(text)
        restored = repair(text.replace(HALF_SPACE, ""))
        other, set_ = _boundaries(restored)
        set_ = _aligned(bare, other, set_)
        score.found += len(right & set_)
        score.wrong += len(set_ - right)
        score.missed += len(right - set_)
        score.disagreements += _disagreements(text, restored, sorted(right ^ set_), right)
        kept, after = _boundaries(repair(text))
        score.changed += len(right ^ _aligned(bare, kept, after))
        score.words += len(text.split())
    return score


def _disagreements(text: str, restored: str, places: list[int], right: set[int]) -> Iterator[Disagreement]:
    theirs, mine = list(_placed_words(text)), list(_placed_words(restored))
    for place in places:
        at = next(number for number, (_, end) in enumerate(theirs) if end > place)
        context = " ".join(word for word, _ in theirs[max(0, at - 4) : at + 5])
        ours_ = next((word for word, end in mine if end > place), "")
        yield Disagreement("-" if place in right else "+", theirs[at][0], ours_, context)


def _placed_words(text: str) -> Iterator[tuple[str, int]]:
    """Give the words of a text, and how many letters stand before the end of each."""
    end = 0
    for word in text.split():
        end += len(word.replace(HALF_SPACE, ""))
        yield word, end


def ours(text: str) -> str:
    """Repair with Peyk."""
    from processors.normalize import normalize  # noqa: PLC0415 - another library's interpreter need not have Peyk

    return normalize(text).text


def hazm() -> Repair:
    """Give hazm's Normalizer."""
    from hazm import Normalizer  # noqa: PLC0415 - it takes two seconds, and only the table needs it

    return Normalizer().normalize  # type: ignore[no-any-return]


def _other(path: str) -> Repair:
    spec = importlib.util.spec_from_file_location("other", path)
    if spec is None or spec.loader is None:
        message = f"{path} is no Python file"
        raise SystemExit(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.repair  # type: ignore[no-any-return]


def main() -> int:
    """Print one row for each library and text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("all", "even", "odd"), default="odd")
    parser.add_argument("--other", help="a Python file with a function repair(text); only its rows are printed")
    parser.add_argument("--text", choices=TEXTS, help="measure this text alone")
    parser.add_argument(
        "--disagreements", type=int, default=0, help="print so many of ours for each text, a half-space as _"
    )
    parser.add_argument("--seed", type=int, default=4, help="draws them")
    given = parser.parse_args()
    repairs = {"other": _other(given.other)} if given.other else {"Peyk": ours, "hazm": hazm()}
    sys.stdout.write(f"{'library':8} {'text':9} {'precision':>9} {'recall':>6} {'changes per 1,000 words':>24}\n")
    for name in (given.text,) if given.text else TEXTS:
        for library, repair in repairs.items():
            score = measure(repair, lines(name, given.half))
            row = f"{library:8} {name:9} {score.precision:9.3f} {score.recall:6.3f} {score.changes:24.2f}\n"
            sys.stdout.write(row)
            if library == "Peyk":
                sys.stdout.writelines(_drawn(score.disagreements, given.disagreements, given.seed))
    return 0


def _drawn(found: list[Disagreement], number: int, seed: int) -> Iterator[str]:
    drawn = random.Random(seed).sample(found, min(number, len(found)))  # noqa: S311 - a sample to read, no secret
    for line in sorted("\t".join(disagreement) for disagreement in drawn):
        yield f"    {line.replace(HALF_SPACE, '_')}\n"


if __name__ == "__main__":
    raise SystemExit(main())
