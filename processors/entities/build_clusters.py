"""Writes data/clusters.tsv: `python -m processors.entities.build_clusters CORPUS [--words FILE] [--squad FILE]`.

Words that stand between the same words get one cluster, so that the tagger knows something of a word that no tagged
sentence has. Counts of the neighbours of each word in the raw text of CORPUS (its tagged sets' words without their
tags, and its news) and of further files become positive pointwise mutual information, that a hundred directions, and
those k-means. The table that ships was made with --words train_ner.txt of UD Persian PerDT (its training part, a word a
line) and --squad Validation.json of PQuAD.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from processors.entities.gazetteer import folded
from processors.entities.known import DATA
from processors.entities.tokens import sentences, tokens

Vectors = NDArray[np.float32]
_SETS = ("parstwiner-train", "perdt-dev", "textmining-wiki")
_LEAST_COUNT = 5
_NEIGHBOURS = 1500
_DIRECTIONS = 100
_FINE, _COARSE = 640, 80
_ROUNDS = 25
_HEAD = """# Words that stand between the same words, by cluster; made by processors/entities/build_clusters.py.
# Source: counts of neighbours in the text of ParsTwiNER (MIT), UD Persian PerDT (CC BY-SA 4.0), Text-Mining Persian-NER
# (MIT), PQuAD (CC BY-SA 4.0), and raw news of Fars and VOA Dari; no text of theirs stands here. Licence: as Peyk.
# word\tfine\tcoarse
"""


def texts(corpus: Path) -> Iterator[str]:
    """All raw text of the corpus."""
    for name in _SETS:
        for line in (corpus / "ner" / f"{name}.jsonl").read_text("utf-8").splitlines():
            yield " ".join(json.loads(line)["tokens"])
    for path in sorted((corpus / "news").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            yield f"{record['title'] or ''}\n{record['body'] or ''}"


def words_of(path: Path) -> Iterator[str]:
    """The sentences of a file with a word a line and an empty line behind each sentence."""
    for sentence in path.read_text("utf-8").split("\n\n"):
        yield " ".join(line.partition("\t")[0] for line in sentence.splitlines())


def paragraphs_of(path: Path) -> Iterator[str]:
    """The paragraphs of a file of questions in the format of SQuAD, each once."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    yield from dict.fromkeys(part["context"] for article in articles for part in article["paragraphs"])


def vectors(rows: Sequence[Sequence[str]]) -> tuple[list[str], Vectors]:
    """Frequent words, and for each its direction of length one: what stands before and after it."""
    counts = Counter(word for row in rows for word in row)
    words = [word for word, count in counts.most_common() if count >= _LEAST_COUNT and word[:1].isalpha()]
    number = {word: index for index, word in enumerate(words)}
    near = {word: index for index, (word, _) in enumerate(counts.most_common(_NEIGHBOURS))}
    table = np.zeros((len(words), 2 * _NEIGHBOURS), np.float32)
    for left, right in (pair for row in rows for pair in pairwise(row)):
        if right in number and left in near:
            table[number[right], near[left]] += 1
        if left in number and right in near:
            table[number[left], _NEIGHBOURS + near[right]] += 1
    share = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) ** 0.75
    share *= table.sum() / (table.sum(axis=0) ** 0.75).sum() / table.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        known = np.nan_to_num(np.maximum(np.log(table / share), 0), posinf=0)
    strength, directions = np.linalg.eigh(known.T @ known)
    found = known @ directions[:, -_DIRECTIONS:] * np.abs(strength[-_DIRECTIONS:]) ** -0.25
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return words, found.astype(np.float32)


def clustered(found: Vectors, count: int) -> NDArray[np.intp]:
    """The number of the cluster of each direction: k-means on the sphere, begun with the commonest words."""
    centres = found[:count].copy()
    nearest = np.zeros(len(found), np.intp)
    for _ in range(_ROUNDS):
        nearest = (found @ centres.T).argmax(axis=1)
        for cluster in range(count):
            members = found[nearest == cluster]
            if len(members):
                centres[cluster] = members.sum(axis=0) / max(float(np.linalg.norm(members.sum(axis=0))), 1e-9)
    return nearest


def folded_rows(raw: Iterable[str]) -> list[list[str]]:
    """The folded words of every sentence, numbers all as one."""
    split = (sentences(tokens(text)) for text in raw)
    return [
        ["0" if word.text[:1].isdigit() else folded(word.text) for word in group]
        for groups in split
        for group in groups
    ]


def main() -> None:
    """Write the table where the tagger reads it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--words", action="append", type=Path, default=[], help="further text, a word a line")
    parser.add_argument("--squad", action="append", type=Path, default=[], help="further text, in the format of SQuAD")
    asked = parser.parse_args()
    further = chain(map(words_of, asked.words), map(paragraphs_of, asked.squad))
    words, found = vectors(folded_rows(chain(texts(asked.corpus), *further)))
    rows = sorted(zip(words, clustered(found, _FINE), clustered(found, _COARSE), strict=True))
    (DATA / "clusters.tsv").write_text(_HEAD + "".join(f"{word}\t{fine}\t{coarse}\n" for word, fine, coarse in rows))


if __name__ == "__main__":
    main()
