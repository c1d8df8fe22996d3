"""Recognises a note to the desks (correction, hold, kill, advisory) and the item that it names.

A news story may be about a cancelled flight or an amended law; a note speaks of an item of the wire. So a word alone
is never enough: it stands as a label at the head of a headline («تصحیح: ...», KILL:), or it is an order in a line that
names an item («خبر ... حذف شود»). What a note does to its story is decided only when it names it: otherwise the note
is shown as one, and nothing else.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from ingest.article import Article
from processors.orthography.fold import fold_text


class NoteKind(StrEnum):
    """What a note asks of the desks."""

    KILL = "kill"
    HOLD = "hold"
    EMBARGO = "embargo"
    RELEASE = "release"
    CORRECTION = "correction"
    ADVISORY = "advisory"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Note:
    """What one article says as a note, and what it names: ids, URLs and slugs as written, headlines as quoted.

    `exactly`: what is said may be news as well, so only the very same headline is meant.
    """

    kind: NoteKind
    ids: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    exactly: bool = False

    @property
    def names_a_story(self) -> bool:
        """Whether it names any item at all; if not, it can only be shown."""
        return bool(self.ids or self.urls or self.slugs or self.headlines)


QUOTED_WORDS = 3
"""Words of the shortest quotation that can name a headline."""
_HEAD_OF_BODY = 400
_LONGEST_HEADLINE = 600  # what is longer is a body in the wrong field, and no desk names a story by it
_URGENT = r"(?:(?:خیلی فوری|فوری|مهم|ضروری|انی|بسیار مهم|urgent|bulletin|mandatory|attention)\W+)*"
_ITEM = r"(?:(?:خبر|تیتر|عنوان خبر|گزارش خبری|زیرنویس)\b(?!\s+از\b)|گزارش(?=\s*[«:]))"
_APART = r"\s*(?:[:؛;|/\-–—*!.)\]}»]|$)"
_ADDRESSED = r"(?:\s+(?:محترم|گرامی|ارجمند|عزیز))?"
_NUMBERED = r"(?:\s+شماره\s?\d{1,3})?"
_UNTIL = r"(?:(?:(?<=انتشار)|(?<=نشر))\s+تا\s[^:؛/«]{1,30}(?=[:؛/]))?"
_NAMED_ITEM = re.compile(
    r"(?:خبر|گزارش|مطلب|متن|تیتر|عکس|تصویر|ویدیو)(?:ی|ها|های)?"
    r"(?=\s+(?:(?:قبلی|پیشین|ارسالی|فوق|زیر|یادشده|بالا|منتشرشده|منتشر شده)\b"
    r"|(?:با|به) (?:عنوان|تیتر|کد|شماره|شناسه|نشان)|شماره|کد|[«\"“(]))"
)
_SAID = re.compile(r"\b(?:باید|نباید|گفت|می\s?گوید|گفته|خواستار|درخواست|هشدار|دستور|بخواهد|اگر)\b")
_FOR_NOW = re.compile(r"\b(?:فعلا|موقتا|عجالتا|تا (?:اطلاع|خبر|زمان|ساعت|هنگام)\b)")
"""What makes a hold of an order that would be a kill: nobody brings a killed story back."""
_WITHHELD_FROM = re.compile(r"\bاز (?:باز)?(?:نشر|انتشار|استفاده|ارسال|مخابره)\b")
_CAN_BE_CALLED_OFF = re.compile(
    r"\b(?:پرواز|سفر|دیدار|ملاقات|نشست|جلسه|کنفرانس|همایش|کنسرت|اجرا|نمایش(?!گاه)|جشن|جشنواره|مراسم|مسابق|بازی|رقابت"
    r"|لیگ|ازمون|کنکور|امتحان|انتخابات|رای|قرارداد|توافق|تحریم|حکم|قانون|مصوبه|ماده|طرح|لایحه|ویزا|روادید|مجوز|پروانه"
    r"|محدودیت|ممنوعیت|تعطیل|حکومت نظامی|وضعیت|مناقصه|مزایده|ثبت نام|مرخصی|اعتصاب|راهپیمایی|تجمع|عوارض|تعرفه|مالیات"
    r"|معافیت|عملیات|رزمایش|مانور)"
)
"""What is called off or repealed in the news; a headline about such a thing that ends with «لغو شد» is news."""
_SPEAKER = re.compile(r"[^:«»]{2,40}:\s")
_NO_SPEAKER = re.compile(r"\b(?:توجه|مهم|فوری|تذکر|یاداوری|پوزش|اطلاعیه|لطفا|خبر|سردبیران|دبیران|مشترکان|همکاران)\b")
_TO_DESKS = re.compile(
    r"(?:سردبیران|مشترکان|مشترکین|همکاران|رسانه\s?ها|دبیران|کاربران) (?:محترم|گرامی|ارجمند|عزیز)\b(?! شمردن)"
    r"|\beditors\b|\bclients\b"
)
_ENGLISH_ITEM = re.compile(r"\b(?:story|item|report|headline|take|slugged|slug)\b")
_QUOTED = re.compile(r"«([^«»]{5,300})»|[\"“]([^\"“”]{5,300})[\"”]")
_URL = re.compile(r"https?://[^\s«»\"<>()]+")
_ID = re.compile(
    r"(?:کد|شناسهٔ?|شناسه|شمارهٔ?|آی\u200c?دی)\s*(?:(?:این\s+)?(?:خبر|مطلب|گزارش)\s*)?[:：]?\s*([0-9۰-۹٠-٩][\w۰-۹٠-٩\-]{3,40})"
    r"|((?:urn|tag|guid):[^\s«»\"<>]+)|\b(?:ID|GUID|item)\b[:#\s]+([A-Za-z0-9][\w:.\-]{3,80})"
)
_SLUG = re.compile(r"\b[A-Z][A-Z0-9]+(?:[-/_][A-Z0-9]{2,})+\b")
_SLUG_NAMED = re.compile(
    r"\bslug(?:ged)?\b[:\s\"“]+([A-Za-z][\w/\-]{2,60})|نشان(?:\s+خبر)?\s*:\s*([A-Za-z][\w/\-]{2,60})"
)
_FRAMES = {
    "label": rf"\W*{_URGENT}(?:PHRASE){_ADDRESSED}{_NUMBERED}{_UNTIL}(?:\s+{_ITEM}\s*[:؛\-–—/|]?|{_APART})",
    "bracketed": r"[(\[{]\s*(?:PHRASE)\s*[)\]}]\s*[.!]?\s*$",
    "last": r"(?:\s[\-–—|]|/)\s*(?:PHRASE)\s*[.!]?\s*$",
    "english last": r"[(\[]\s*(?:PHRASE)\s*[)\]]\s*[.!]?\s*$",
    "order": r"\b(?:PHRASE)\s*(?:[.!؛)»]|$)",
    "english": (
        r"\W*(?:(?:URGENT|BULLETIN|MANDATORY|ATTENTION)\W+)*(?:PHRASE)(?:[\s\-]+(?:KILL|HOLD))*(?:\s*\d+)?"
        r"(?:\s*[:;/|\-–—)\]*]+\s*|\s*$)"
    ),
    "asked": r"\b(?:PHRASE)\b",
}
_FORMS = {"bracketed": ("behind", "label"), "last": ("behind", "label"), "english last": ("english",)}
"""Whose phrases stand in the frames that have none of their own."""
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


def read_note(article: Article) -> Note | None:
    """Read an article as a note to the desks; None when it is news."""
    title, body = (article.title or "")[:_LONGEST_HEADLINE], (article.body or "")[:_HEAD_OF_BODY]
    label = _label(title) or _label_behind(title) or _english_label(title)
    kind = label.kind if label else _slugged(article.slug) or _ordered(title) or _addressed(body)
    if kind is None:
        return None
    ids, urls, slugs, headlines = _named(article, label.headline if label else "")
    return Note(kind, ids, urls, slugs, headlines, exactly=bool(label and label.doubtful))


@dataclass(frozen=True, slots=True)
class _Label:
    """What a label asks, the headline that it stands at, and whether the whole may be news."""

    kind: NoteKind
    headline: str
    doubtful: bool = False


def _label(title: str) -> _Label | None:
    folded = fold_text(title)
    found = _pattern("label").match(folded)
    if found is None or found.lastgroup is None:
        return None
    # The fold of a headline keeps its punctuation: the rest begins where what follows the label does.
    return _Label(NoteKind(found.lastgroup), title[_after(title, folded[found.end() :]) :])


def _label_behind(title: str) -> _Label | None:
    folded = fold_text(title)
    inside = _pattern("bracketed").search(folded)
    found = inside or _pattern("last").search(folded)
    if found is None or found.lastgroup is None:
        return None
    kind, headline = NoteKind(found.lastgroup), title[: _before(title, folded[: found.start()])]
    if kind is NoteKind.CORRECTION:
        return _Label(kind, headline)
    # Behind a dash or a stroke stands news as well: «پرواز تهران - لغو», «دیدار دو تیم / لغو شد».
    said = found[found.lastgroup]
    called_off = said.startswith(("لغو ش", "لغو گ"))
    if (not inside and " " not in said) or (called_off and _CAN_BE_CALLED_OFF.search(folded)):
        return None
    return _Label(kind, headline, doubtful=not inside or called_off)


def _after(title: str, folded_rest: str) -> int:
    # The shortest end of the headline that folds to the same: folds are letter by letter, so a scan finds it.
    for start in range(len(title), -1, -1):
        if fold_text(title[start:]).strip() == folded_rest.strip():
            return start
    return len(title)


def _before(title: str, folded_head: str) -> int:
    return next((end for end in range(len(title) + 1) if fold_text(title[:end]).strip() == folded_head.strip()), 0)


def _english_label(title: str) -> _Label | None:
    if (found := _pattern("english").match(title)) and found.lastgroup:
        return _Label(NoteKind(found.lastgroup), title[found.end() :])
    if (found := _pattern("english last").search(title)) and found.lastgroup:
        return _Label(NoteKind(found.lastgroup), title[: found.start()])
    return None


def _slugged(slug: str | None) -> NoteKind | None:
    last = re.split(r"[-,/_ ]+", slug.strip())[-1] if slug else ""
    return next((kind for kind, phrase in _phrases("english") if phrase == last), None)


def _ordered(line: str) -> NoteKind | None:
    folded = fold_text(line)
    if not _NAMED_ITEM.search(folded) or _SAID.search(folded):
        return None
    speaker = _SPEAKER.match(folded)
    if speaker and not _NO_SPEAKER.search(speaker[0]):
        return None
    found = _pattern("order").search(folded)
    if not found or not found.lastgroup:
        return None
    if found[0].startswith("خودداری") and not _WITHHELD_FROM.search(folded):
        return None
    kind = NoteKind(found.lastgroup)
    return NoteKind.HOLD if kind is NoteKind.KILL and _FOR_NOW.search(folded) else kind


def _addressed(body: str) -> NoteKind | None:
    head = fold_text(body)
    if not _TO_DESKS.search(head):
        return None
    for line in re.split(r"[.\n؛]", body):
        kind = _ordered(line)
        if kind is not None:
            return kind
    if not _ENGLISH_ITEM.search(head):
        return None
    found = _pattern("asked").search(head)
    return NoteKind(found.lastgroup) if found and found.lastgroup else NoteKind.ADVISORY


def _named(article: Article, rest: str) -> tuple[tuple[str, ...], ...]:
    text = f"{article.title or ''}\n{article.body or ''}"[:4000]
    ids = [article.evolved_from or "", *(next(filter(None, found)) for found in _ID.findall(text))]
    slugs = [slug for slug in _SLUG.findall(text) if not _slugged(slug)]
    slugs += [next(filter(None, found)) for found in _SLUG_NAMED.findall(text)]
    quoted = [next(filter(None, found)) for found in _QUOTED.findall(text)]
    headlines = [line for line in (rest.strip(" :؛-–—/|*.()[]«»"), *quoted) if len(line.split()) >= QUOTED_WORDS]
    return (
        tuple(dict.fromkeys(name.translate(_DIGITS) for name in ids if name)),
        tuple(dict.fromkeys(url.rstrip(".,،؛") for url in _URL.findall(text))),
        tuple(dict.fromkeys(slugs)),
        tuple(dict.fromkeys(headlines)),
    )


@cache
def _phrases(form: str) -> tuple[tuple[NoteKind, str], ...]:
    text = files("processors.stories").joinpath("data", "notes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    found = [(NoteKind(kind), phrase) for kind, in_form, phrase, _ in rows if in_form == form]
    return tuple(sorted(found, key=lambda row: -len(row[1])))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """Build the pattern of a form; the name of the group that matched is the kind of the note."""
    phrases = tuple(phrase for of in _FORMS.get(form, (form,)) for phrase in _phrases(of))
    persian = form not in {"english", "english last", "asked"}
    kinds = {
        kind: "|".join(_spelled(phrase) if persian else re.escape(phrase) for of, phrase in phrases if of is kind)
        for kind in dict.fromkeys(kind for kind, _ in phrases)
    }
    return re.compile(_FRAMES[form].replace("PHRASE", "|".join(f"(?P<{kind}>{said})" for kind, said in kinds.items())))


def _spelled(phrase: str) -> str:
    parts = phrase.replace("\N{ZERO WIDTH NON-JOINER}", " ").split()
    return r"\s*".join(re.escape(fold_text(part)) for part in parts)
