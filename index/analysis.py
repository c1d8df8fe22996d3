"""The Elasticsearch analyzers, generated from processors/orthography: nothing about spelling is decided here.

Three analyzers serve one text field:
    index   what `processors.orthography.tokens.tokenize` does, token for token (a test on the real engine proves it)
    search  words typed without quotation marks: neighbours also as one word, known compounds as one word only
    quote   words between quotation marks (and match_phrase): a graph of the ways to part and to join them

Dari and Iranian variants and the known compounds work at search time only: changing them needs no reindexing
(see `index.elastic.Elastic.install`). Only components that every Elasticsearch brings are used.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final

from processors.orthography.affixes import AFFIX, CONTEXT_RULES
from processors.orthography.collisions import COLLISIONS
from processors.orthography.fold import HALF_SPACE
from processors.orthography.stems import INDEFINITE, JOIN, PAIR, STEM_RULES
from processors.orthography.tokens import EARLY_LETTERS, JOINED_WORDS, LATE, LONGEST_WORD
from processors.orthography.variants import Parts, VariantTable, compounds, default_variants

INDEX_ANALYZER: Final = "peyk_index"
SEARCH_ANALYZER: Final = "peyk_search"
QUOTE_ANALYZER: Final = "peyk_quote"
MOST_VARIANTS: Final = 6
"""So many other forms of one word are searched for."""

_LETTER = "\\p{L}\\p{N}" + AFFIX
_WORD = f"[{_LETTER}{HALF_SPACE}]+"
_STEMS = tuple(f"peyk_stem_{rule.name.replace('-', '_')}" for rule in STEM_RULES)
_GAP = " | "  # a sign between words keeps a rule of two words from being read as a query of two words


def analysis(variants: VariantTable | None = None) -> dict[str, Any]:
    """Build the `analysis` settings of a news index; `variants` are those that come with Peyk unless given."""
    table = default_variants() if variants is None else variants
    return {
        "char_filter": _char_filters(table),
        "tokenizer": {
            "peyk_words": {
                "type": "pattern",
                "pattern": f"[{_LETTER}{HALF_SPACE}{PAIR}]{{1,{LONGEST_WORD}}}",
                "group": 0,
            }
        },
        "filter": _filters(table),
        "analyzer": {
            INDEX_ANALYZER: _analyzer(["peyk_half_space_parts"], ["peyk_neighbours", "peyk_collisions", "peyk_forms"]),
            SEARCH_ANALYZER: _analyzer(
                ["peyk_three_parts", "peyk_half_space_joins"],
                ["peyk_known_words", "peyk_neighbours", "peyk_collisions", "peyk_forms_and_variants"],
            ),
            QUOTE_ANALYZER: _analyzer(
                ["peyk_three_parts", "peyk_pair", "peyk_triple"],
                ["peyk_known_phrases", "peyk_parts", "peyk_forms_and_variants"],
            ),
        },
    }


def _analyzer(char_filters: list[str], filters: list[str]) -> dict[str, Any]:
    contexts = [f"peyk_context_{rule.name.replace('-', '_')}" for rule in CONTEXT_RULES]
    return {
        "type": "custom",
        "char_filter": ["peyk_early_letters", *contexts, "peyk_late_letters", *char_filters],
        "tokenizer": "peyk_words",
        # Joining comes last once more: prefix and wildcard queries pass only through filters such as this one.
        "filter": ["lowercase", *filters, "peyk_join"],
    }


def _char_filters(table: VariantTable) -> dict[str, Any]:
    contexts = {
        f"peyk_context_{rule.name.replace('-', '_')}": _replace(rule.java, rule.replacement) for rule in CONTEXT_RULES
    }
    part = f"[{_LETTER}]+"
    known = _holding_known_words(table)
    return {
        "peyk_early_letters": _mapping(EARLY_LETTERS),
        **contexts,
        "peyk_late_letters": _mapping(LATE),
        "peyk_half_space_parts": _mapping({HALF_SPACE: " "}),
        "peyk_half_space_joins": _mapping({HALF_SPACE: ""}),
        # The index joins no more words than these.
        "peyk_three_parts": _replace(f"((?:{part}{HALF_SPACE}+){{{JOINED_WORDS - 1}}}{part}){HALF_SPACE}+", "$1 "),
        # Two or three words between quotation marks may be one word that nobody listed.
        "peyk_pair": _replace(f"^\\s*(?!{known}|{_colliding()})({_WORD}) +({_WORD})\\s*$", f"$1{PAIR}$2"),
        "peyk_triple": _replace(f"^\\s*(?!{known})({_WORD}) +({_WORD}) +({_WORD})\\s*$", f"$1{PAIR}$2{PAIR}$3"),
    }


def _filters(table: VariantTable) -> dict[str, Any]:
    stem_and_join = ", ".join((*_STEMS, "peyk_join", "peyk_indefinite"))
    others = [f"{stem_and_join}, peyk_variant_{number}" for number in range(1, MOST_VARIANTS + 1)]
    return {
        "peyk_neighbours": {
            "type": "shingle",
            "min_shingle_size": 2,
            "max_shingle_size": JOINED_WORDS,
            "output_unigrams": True,
            "token_separator": JOIN,
        },
        "peyk_collisions": {"type": "stop", "stopwords": sorted(f"{one}{JOIN}{two}" for one, two in COLLISIONS)},
        "peyk_join": _replace(f"[{AFFIX}{JOIN}{PAIR}{HALF_SPACE}]", ""),
        **{name: _replace(rule.pattern, rule.replacement) for name, rule in zip(_STEMS, STEM_RULES, strict=True)},
        "peyk_indefinite": {
            "type": "stemmer_override",
            "rules": [f"{written} => {noun}" for written, noun in sorted(INDEFINITE.items())],
        },
        "peyk_forms": _multiplexer(["peyk_join", stem_and_join]),
        "peyk_forms_and_variants": _multiplexer(["peyk_join", stem_and_join, *others]),
        **_variant_filters(table),
        "peyk_known_words": {"type": "synonym_graph", "synonyms": sorted(_known_words(table))},
        "peyk_known_phrases": {"type": "synonym_graph", "synonyms": sorted(_known_phrases(table))},
        "peyk_parts": {
            "type": "word_delimiter_graph",
            "catenate_all": True,
            "split_on_case_change": False,
            "split_on_numerics": False,
            "stem_english_possessive": False,
            "adjust_offsets": False,
            "type_table": [f"\\u{ord(AFFIX):04x} => ALPHA"],
        },
    }


def _mapping(letters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "mapping",
        "mappings": [f"{_escaped(old)}=>{_escaped(new)}" for old, new in sorted(letters.items())],
    }


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in text)


def _replace(pattern: str, replacement: str) -> dict[str, Any]:
    return {"type": "pattern_replace", "pattern": pattern, "replacement": replacement}


def _multiplexer(chains: list[str]) -> dict[str, Any]:
    return {"type": "multiplexer", "preserve_original": False, "filters": chains}


def _variant_filters(table: VariantTable) -> dict[str, Any]:
    """One dictionary for the first other form of each word, one for the second, and so on."""
    rules: list[list[str]] = [[] for _ in range(MOST_VARIANTS)]
    for joined, forms in sorted(table.also.items()):
        found = dict.fromkeys("".join(form) for form in forms if len(form) <= JOINED_WORDS)
        for number, other in enumerate(list(found)[:MOST_VARIANTS]):
            rules[number].append(f"{joined} => {other}")
    return {
        f"peyk_variant_{number}": {"type": "stemmer_override", "rules": lines or ["peyk => peyk"]}
        for number, lines in enumerate(rules, start=1)
    }


def _several(table: VariantTable) -> Iterator[tuple[str, tuple[Parts, ...], tuple[Parts, ...]]]:
    """Yield what may stand as several words: its joined spelling, the ways to part it, and its other forms."""
    for joined, ways in compounds().items():
        yield joined, ways, table.of(joined)
    for joined, forms in table.also.items():
        if joined not in compounds() and any(len(form) > 1 for form in forms):
            yield joined, (), forms


def _known_words(table: VariantTable) -> Iterator[str]:
    """Write the rules that make one word of a known compound that was typed with spaces."""
    for joined, ways, _ in _several(table):
        for parts in ways:
            if len(parts) <= JOINED_WORDS:
                yield f"{_GAP.join(parts)} => {joined}"


def _known_phrases(table: VariantTable) -> Iterator[str]:
    """Write the rules that let a known compound, or a word with an other form of several, be parted in a phrase."""
    for joined, ways, others in _several(table):
        one = [joined] if len(ways[0] if ways else ()) <= JOINED_WORDS else []
        apart = [_GAP.join(form) for form in chain(ways, others) if len(form) > 1]
        alternatives = ", ".join(dict.fromkeys((*one, *apart)))
        typed = (joined, *(sign.join(parts) for parts in ways for sign in (_GAP, HALF_SPACE)))
        yield f"{', '.join(dict.fromkeys(typed))} => {alternatives}"


def _holding_known_words(table: VariantTable) -> str:
    """Match the beginning of a query that holds a word, or neighbours, which a rule of their own must see."""
    alone = {joined for joined, _, _ in _several(table)}
    beside = {" +".join(parts) for _, ways, _ in _several(table) for parts in ways}
    return f"(?:{_WORD} +)*(?:{'|'.join(sorted(alone | beside))})(?![{_LETTER}])"


def _colliding() -> str:
    return f"(?:{'|'.join(sorted(f'{one} +{two}' for one, two in COLLISIONS))})\\s*$"
