"""From a tagged article to its place in a story: what the tagger sends to the window, and what the window sends on."""

from ingest.article import Status
from ingest.outcome import tell
from processors.stage import Incoming, Outgoing
from processors.stories.notes import NoteKind, read_note
from processors.stories.outline import Outline, outline
from processors.stories.taken import STORIES_TOPIC, Arrival
from processors.stories.window import StoryWindow
from processors.tagged_article import TAGGED_TOPIC, TaggedArticle

STAGE = "stories"
OUTLINED_TOPIC = "news.outlined"
"""Tagged articles on their way to the window. One partition: whoever reads it sees all articles in one order."""
ARRIVAL_HEADER = "peyk-arrival"
"""The header with what the window needs, so that it does not read the article itself."""

_STORY_ID = b'"story_id":"'
_NO_WORDS = Outline(0, ())
_WITH_THE_STORY = {NoteKind.CORRECTION, NoteKind.UPDATE}


def outlined(article: TaggedArticle) -> bytes:
    """Give the value of ARRIVAL_HEADER for an article.

    The words of a kill, a hold or a note about a story are not that story's: they are left out.
    """
    note = read_note(article)
    told = article.status is Status.USABLE and (note is None or note.kind in _WITH_THE_STORY)
    words = outline(article.title, article.body) if told else _NO_WORDS
    return Arrival(article.id, article.received_at, words, article.evolved_from).to_bytes()


def assign(incoming: Incoming, window: StoryWindow) -> tuple[Outgoing, ...]:
    """Give one message of news.outlined its story: what to send to news.tagged and to the log of stories.

    Raises:
        ItemRejected: the message is none of ours, and no TaggedArticle.
    """
    taken = window.take(_arrival(incoming))
    tell(STAGE, taken.basis.name.lower(), article=taken.article_id, story=taken.story_id)
    headers = {name: value for name, value in incoming.headers.items() if name != ARRIVAL_HEADER}
    key = taken.article_id.encode("utf-8", "surrogatepass")
    value = with_story(incoming.value, taken.story_id)
    tagged = Outgoing(topic=TAGGED_TOPIC, key=key, value=value, headers=headers)
    return (tagged,) if taken.logged else (Outgoing(topic=STORIES_TOPIC, key=key, value=taken.to_bytes()), tagged)


def _arrival(incoming: Incoming) -> Arrival:
    packed = incoming.headers.get(ARRIVAL_HEADER)
    if packed is None or incoming.key is None:
        # A dead letter that is sent again comes without its headers.
        article = TaggedArticle.from_bytes(incoming.value)
        return Arrival.from_bytes(article.id, outlined(article))
    return Arrival.from_bytes(incoming.key.decode("utf-8", "surrogatepass"), packed)


def with_story(value: bytes, story_id: str) -> bytes:
    """Put `story_id` into an encoded TaggedArticle without decoding it, which would cost more than all else here.

    Raises:
        ValueError: the bytes have no story_id.
    """
    # Inside a JSON text every quotation mark is escaped, so this cannot be found in one.
    start = value.rindex(_STORY_ID) + len(_STORY_ID)
    return value[:start] + story_id.encode() + value[value.index(b'"', start) :]
