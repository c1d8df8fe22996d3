"""Verb forms of Persian and Dari: which words are verbs, and where a half-space belongs in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from processors.orthography.sources import hazm_lines, own_lines

HALF_SPACE = "\N{ZERO WIDTH NON-JOINER}"

_PAST_ENDINGS = frozenset(("", "م", "ی", "یم", "ید", "ند"))
_PRESENT_ENDINGS = frozenset(("م", "ی", "د", "یم", "ید", "ند"))
_PRONOUNS = ("م", "ش", "ت", "مان", "تان", "شان", "اش", "ام", "ات")
_SHORTEST_FORM = 3
_FROZEN = frozenset(("باید", "بایست", "بایستی", "توان", "شاید"))
PREVERBS = ("بر", "در", "فرو", "فرا", "باز", "وا", "ور")
"""What stands before a verb and its prefix as one word: برمی_گردد."""


_PROGRESSIVE = re.compile(f"(?P<before>(?:{'|'.join(PREVERBS)})?(?:ن?می|همی))(?P<form>..+)")
_PERFECT = re.compile(
    f"(?P<before>(?:{'|'.join(PREVERBS)})?(?:ن?می|ن)?)(?P<stem>..+)ه"
    "(?P<auxiliary>ام|ای|ایم|اید|اند|است|باش(?:د|م|ی|یم|ید|ند)|بود(?:م|ی|یم|ید|ند)?)"
)


@dataclass(frozen=True, slots=True)
class Stems:
    """The stems of all known verbs, and the spoken forms that follow می as they stand."""

    past: frozenset[str]
    present: frozenset[str]
    spoken: frozenset[str]


def _roots() -> Iterator[tuple[str, str]]:
    for line in (*hazm_lines("verbs.dat"), *own_lines("verbs.txt")):
        past, _, present = (part.strip() for part in line.partition("#"))
        # hazm has a few infinitives among the past stems, a row with "یا" (or), and two rows with a می of their own.
        if past and present and " " not in present and HALF_SPACE not in past and not past.endswith("دن"):
            yield past, present


@cache
def stems() -> Stems:
    """Give the verb stems: hazm's, our own, and the causatives that follow from them (رس: رساند، رسان)."""
    roots = tuple(_roots())
    present = {root for _, root in roots} - {"است", "ا", "آ"}
    present |= {root[:-1] for root in present if len(root) >= _SHORTEST_FORM and root.endswith(("ای", "وی"))}
    causative = {f"{root}ان" for root in present if len(root) > 1 and not root.endswith(("ا", "و", "ی", "ان"))}
    past = {root for root, _ in roots} | {f"{root}د" for root in causative} | {f"{root}ید" for root in causative}
    return Stems(frozenset(past), frozenset(present | causative), frozenset(_spoken()))


def _spoken() -> Iterator[str]:
    for line in own_lines("verbs_spoken.txt"):
        stem, _, endings = line.partition("\t")
        yield from (f"{stem}{ending}" for ending in endings.split() or ("",))


def _is_inflected(form: str) -> bool:
    known = stems()
    for length in (0, 1, 2):
        cut = len(form) - length
        stem, ending = form[:cut], form[cut:]
        if (ending in _PAST_ENDINGS and stem in known.past) or (ending in _PRESENT_ENDINGS and stem in known.present):
            return True
    return False


def _is_simple_past(form: str) -> bool:
    """Tell whether `form` is a verb's past or its participle: گشتند, گردانده."""
    known = stems().past
    return any(form.endswith(end) and form.removesuffix(end) in known for end in ("", "م", "یم", "ید", "ند", "ه"))


def follows_mi(form: str) -> bool:
    """Tell whether `form` is what stands after می: a stem with its ending, a pronoun behind it or not."""
    if form in _FROZEN or form in stems().spoken or _is_inflected(form):
        return True
    if form.endswith("ه") and form[:-1] in stems().past:
        return True
    return any(form.endswith(p) and _is_inflected(form[: -len(p)]) for p in _PRONOUNS if len(form) > len(p) + 1)


def is_plain_verb(word: str) -> bool:
    """Tell whether `word` is a verb form without می, which has no half-space: رفتند، برود، نیاید، رساندند."""
    if _is_inflected(word) and len(word) >= _SHORTEST_FORM:
        return True
    if any(word.startswith(part) and _is_simple_past(word[len(part) :]) for part in PREVERBS):
        return True
    if word[:1] not in ("ب", "ن"):
        return False
    rest = word[1:]
    # ب and ن push a yeh before a vowel: بیاید (آید), نیفتاد (افتاد), بیاندازند.
    behind = [rest]
    if rest.startswith("یا"):
        behind += [f"آ{rest[2:]}", rest[1:]]
    elif rest.startswith("ی"):
        behind.append(f"ا{rest[1:]}")
    return any(len(form) > 1 and (_is_inflected(form) or form in stems().present) for form in behind)


def is_spoken(word: str) -> bool:
    """Tell whether `word` is a spoken form behind its می: نمیرم, for نمی_روم."""
    progressive = _PROGRESSIVE.fullmatch(word)
    return progressive is not None and progressive["form"] in stems().spoken


def with_half_space(word: str) -> str | None:
    r"""Give the verb `word` with its half-spaces, or None where it is no verb form that has one.

    >>> with_half_space("میروند") == "می\u200cروند"
    True
    >>> with_half_space("رفتهاند") == "رفته\u200cاند"
    True
    """
    perfect = _PERFECT.fullmatch(word)
    if perfect and perfect["stem"] in stems().past:
        before = perfect["before"]
        lead = f"{before}{HALF_SPACE}" if before.endswith("می") else before
        return f"{lead}{perfect['stem']}ه{HALF_SPACE}{perfect['auxiliary']}"
    progressive = _PROGRESSIVE.fullmatch(word)
    if progressive is None or not follows_mi(progressive["form"]):
        return None
    # Speech has neither preverbs nor the literary hami: همیان is no verb.
    if progressive["before"] not in ("می", "نمی") and progressive["form"] in stems().spoken:
        return None
    return f"{progressive['before']}{HALF_SPACE}{progressive['form']}"
