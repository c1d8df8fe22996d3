"""Write Persian words with Persian letters: Arabic yeh and kaf, Urdu heh, Arabic digits. One letter for one."""

import re

from processors.orthography.edits import Edit
from processors.orthography.lexicon import lexicon
from processors.orthography.rules import REPAIRS
from processors.orthography.runs import FOREIGN_LETTERS, FOREIGN_WORD, Spans
from processors.orthography.whole_words import is_whole_word
from processors.orthography.words import WORD

_RULES = {
    rule.written: rule
    for rule in REPAIRS
    if rule.scope == "persian" and len(rule.written) == len(rule.standard) == 1 and rule.written.isalnum()
}
_TABLE = str.maketrans({written: rule.standard for written, rule in _RULES.items()})
# Persian only by mistake, so a word that no list knows may be Urdu or Kurdish; runs.has_sign() knows these letters.
_DOUBTFUL = frozenset("ےہھەۂ")
_PLAIN = tuple((written, rule.standard) for written, rule in _RULES.items() if written not in _DOUBTFUL)
_ANY = "[\u0620-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff\u200c]"
_UNLIKELY = re.compile(f"{_ANY}*[{FOREIGN_LETTERS}{''.join(sorted(_DOUBTFUL))}]{_ANY}*")


def mended_throughout(text: str) -> str:
    """Repair the letters of a text that has no foreign word in it. Every place in it stays the same.

    >>> mended_throughout("كتاب علي")
    'کتاب علی'
    """
    for written, standard in _PLAIN:
        text = text.replace(written, standard)
    return text


def mended(text: str, kept: Spans) -> str:
    """Repair the letters of the Persian words outside the spans `kept`. Every place in the text stays the same."""
    right = mended_throughout(text)
    exceptions = [(start, end, text[start:end]) for start, end in kept]
    exceptions += [(*match.span(), _doubtful_word(match[0])) for match in _UNLIKELY.finditer(text)]
    out: list[str] = []
    at = 0
    # The longest of those that begin together goes first: it holds the others.
    for start, end, word in sorted(exceptions, key=lambda exception: (exception[0], -exception[1])):
        if start >= at:
            out += (right[at:start], word)
            at = end
    out.append(right[at:])
    return "".join(out)


def _doubtful_word(word: str) -> str:
    right = word.translate(_TABLE)
    known = right in lexicon().words or is_whole_word(right)
    return right if known and not FOREIGN_WORD.search(word) else word


def letter_edits(written: str, right: str) -> list[Edit]:
    """Tell the words whose letters differ between `written` and `right`, two texts of one length."""
    if written == right:
        return []
    edits = []
    for match in WORD.finditer(written):
        start, end = match.span()
        to = right[start:end]
        if to != match[0]:
            names = dict.fromkeys(_RULES[old].name for old, new in zip(match[0], to, strict=True) if old != new)
            edits.append(Edit(start, end, to, "+".join(names)))
    return edits
