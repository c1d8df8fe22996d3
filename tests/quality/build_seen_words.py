"""Build processors/orthography/data/seen_*.tsv: which words real text writes with a half-space, and which without.

Run it by hand, from the repository root, when the corpus changes: python tests/quality/build_seen_words.py
Read only what may be trained on (MIT): ParsTwiNER's tweets and the Wikipedia sentences of Text-Mining/Persian-NER.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "ner"
DATA = Path(__file__).resolve().parents[2] / "processors" / "orthography" / "data"
_PERSIAN = re.compile("[ء-غف-وپچژکگیٔ\N{ZERO WIDTH NON-JOINER}]+")
_JOINING = frozenset("بپتثجچحخسشصضطظعغفقکگلمنهیئ")
_HEADER = """# {what}
# Source: counted by tests/quality/build_seen_words.py in ParsTwiNER (overfit-ir/parstwiner, MIT) and in the Wikipedia
# sentences of Text-Mining/Persian-NER (MIT). Only single words and counts are kept.
"""


def _tokens(name: str) -> Iterator[tuple[str, str]]:
    for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for token, tag in zip(row["tokens"], row["tags"], strict=True):
            word = token.strip(HALF_SPACE)
            if len(word) > 1 and _PERSIAN.fullmatch(word):
                yield _without_needless(word), tag


def _without_needless(word: str) -> str:
    kept = (c for i, c in enumerate(word) if c != HALF_SPACE or word[i - 1] in _JOINING)
    return "".join(kept)


def _split_words(counts: Counter[str], glued: Counter[str]) -> Iterator[str]:
    best: dict[str, tuple[int, str]] = {}
    for word, count in counts.items():
        if HALF_SPACE in word:
            key = word.replace(HALF_SPACE, "")
            best[key] = max(best.get(key, (0, "")), (count, word))
    for key, (count, word) in sorted(best.items()):
        parts = word.split(HALF_SPACE)
        # A form seen once counts when its parts are words or endings seen elsewhere: typing errors are not.
        if count > 1 or all(counts[part] for part in parts):
            yield f"{word}\t{count}\t{glued[key]}"


def main() -> int:
    """Write both files and say how many rows each holds."""
    tweets, wiki = list(_tokens("parstwiner-train.jsonl")), list(_tokens("textmining-wiki.jsonl"))
    counts = Counter(word for word, _ in (*tweets, *wiki))
    edited = Counter(word for word, _ in wiki)
    # Tweets glue words freely, so only their names count as whole words.
    names = Counter(word for word, tag in tweets if tag != "O")
    split = list(_split_words(counts, edited))
    whole = [f"{word}\t{n}" for word, n in sorted((edited + names).items()) if HALF_SPACE not in word and len(word) > 3]
    what = "Words seen with a half-space. Columns: word, times seen so, times seen glued in edited text."
    (DATA / "seen_split.tsv").write_text(_HEADER.format(what=what) + "\n".join(split) + "\n", encoding="utf-8")
    what = "Words seen without a half-space in edited text, or as part of a name. Columns: word, times seen."
    (DATA / "seen_whole.tsv").write_text(_HEADER.format(what=what) + "\n".join(whole) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(split)} split, {len(whole)} whole words\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
