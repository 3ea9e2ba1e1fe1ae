"""Adding an article to the corpus folder, and taking one out.

In: a file anywhere. Out: a `Proposal` that shows everything before anything is written: the article
as it will be read back, the bytes of its file, the lines that cleaning dropped, an article of the
corpus that it repeats. `write` puts it into the corpus folder, whole or not at all, and never over
another file.

The file may come from anywhere: what reads and cleans it (`compose`) takes plain values and gives
plain values, so that it can be called in a process with limits (`retrieval.limited`).

A Markdown file with front matter is somebody's finished article: it keeps its front matter, unknown
keys included, and every line. Everything else is raw text and is cleaned.

What bears the address of an article that is there, and another text, is a new version of that
article: it is read with what was corrected in it by hand, and gets its id.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Self, get_args

from retrieval.article import Article
from retrieval.corpus.cleaning import Cleaned, Dropped, clean
from retrieval.corpus.cleaning.recurrence import Recurrences
from retrieval.corpus.duplicates import Duplicate, find_duplicate
from retrieval.corpus.folder import CorpusFile, ids_at_top, list_files, scan_corpus
from retrieval.corpus.history.places import folder_of
from retrieval.corpus.history.records import Origin, corrections_in
from retrieval.corpus.readers import article_id, failing_alone, parse_article
from retrieval.corpus.readers.dates import day_in_name
from retrieval.corpus.readers.decoding import decode_and_tell, in_utf8
from retrieval.corpus.readers.entities import unescaped_words
from retrieval.corpus.readers.extracted import Extracted, Guessable
from retrieval.corpus.readers.field_names import name_of
from retrieval.corpus.readers.formats import (
    ADDABLE_SUFFIXES,
    SUFFIXES,
    format_of_content,
    not_addable,
)
from retrieval.corpus.readers.frontmatter import (
    FrontMatter,
    amend_front_matter,
    join_front_matter,
    split_front_matter,
)
from retrieval.corpus.readers.pages import carried_over, with_comments
from retrieval.corpus.readers.plaintext import trim
from retrieval.corpus.readers.raw import read_raw
from retrieval.corpus.slugs import slug
from retrieval.corpus.storing import store_new
from retrieval.errors import ArticleError, Problem
from retrieval.language.declared import DEFAULT_LANGUAGE
from retrieval.regular_file import read_regular

Call = Callable[..., "Composed"]
"""Calls a function, its first argument, with the others."""

Beforehand = Callable[[Iterable[str]], Iterable[str]]
"""Hands names on, and does before each what has to be done before an article gets it."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/{1,2}[^/\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What adding a file would do.

    Attributes:
        source: The file to be added.
        corpus_dir: The corpus folder.
        article: As it will be read; its id and path hold unless another file takes the name first.
        content: The text of its file.
        dropped: The lines that cleaning took from a raw text; empty for a finished article.
        guessed: What of its front matter is a guess, by its key.
        duplicate: An article of the corpus that this one repeats.
        given: What is known of it by hand.
        origin: Where the original comes from, if there is one.
        original: Its bytes as they came.
    """

    source: Path
    corpus_dir: Path
    article: Article
    content: str
    dropped: tuple[Dropped, ...]
    guessed: tuple[str, ...]
    duplicate: Duplicate | None
    given: Given = field(default_factory=lambda: Given())
    origin: Origin | None = None
    original: bytes | None = field(default=None, repr=False)

    @property
    def updates(self) -> str | None:
        """The id of the article of which this is a new version, if it is one."""
        duplicate = self.duplicate
        return duplicate.id if duplicate and duplicate.kind == "same_address" else None


@dataclass(frozen=True, slots=True)
class Composed:
    """The article and the file that a file gives; the attributes are those of `Proposal`.

    `is_cleaned` is false for a finished article, which keeps every line.
    """

    article: Article
    content: str
    dropped: tuple[Dropped, ...]
    guessed: tuple[str, ...]
    is_cleaned: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever adds a file says of its article; it wins over what is recognised.

    Attributes:
        title: The headline.
        date: Day of publication.
        publisher: Newspaper or agency.
        url: The article's address.
        authors: All of them.
    """

    title: str | None = None
    date: dt.date | None = None
    publisher: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()

    def values(self) -> dict[str, object]:
        """What is given, by the keys of front matter."""
        given = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return given | {"authors": list(self.authors)} if self.authors else given

    def over(self, earlier: Self) -> Given:
        """What is given here, and what was given earlier where nothing is given here."""
        return Given(*(getattr(self, name) or getattr(earlier, name) for name in self.__slots__))


def propose(
    source: Path | str,
    corpus_dir: Path,
    known: Callable[[Article], Iterable[Article]] | None = None,
    given: Given | None = None,
    call: Call | None = None,
    origin: Origin | None = None,
    recurring: Callable[[Article], Recurrences] | None = None,
) -> Proposal:
    """Works out what adding a file would do; writes nothing.

    Args:
        source: The file, in one of the formats that are read (`readers.formats`).
        corpus_dir: The corpus folder.
        known: Of the articles it holds those that may say the same as another; all are read from
            the folder if not given.
        given: What is known of the article.
        call: Calls `compose`; it is called here if not given.
        origin: Where the file comes from; from where it lies if not given.
        recurring: Which lines of an article stand in others of its publisher; none leaves for that
            if not given.

    Returns:
        Everything there is to know before `write`.

    Raises:
        ArticleError: The source is no readable text, an address, or in the corpus folder already.
        CorpusError: The corpus folder is missing or no folder.
    """
    source, read = named_file(source), call or _at_once
    taken = ids_at_top(corpus_dir)
    refuse_inside(source, corpus_dir)
    if source.is_dir():
        raise ArticleError("add.folder", source=source)
    origin = origin or Origin(source.name)
    try:
        # A folder of pictures need not be read to be refused.
        if source.suffix.lower() not in ADDABLE_SUFFIXES:
            raise not_addable(source.suffix)
        raw = read_raw(source)
        text = in_utf8(raw, origin.charset) if origin.charset else raw
        arguments = text, source.stem, source.suffix

        def composing(given: Given, found: Recurrences | None) -> Composed:
            return read(compose, *arguments, given, taken, found)

        return proposal_of(
            source,
            corpus_dir,
            composing,
            known=known,
            recurring=recurring,
            given=given or Given(),
            origin=origin,
            original=raw,
        )
    except ArticleError as error:
        raise ArticleError("file", path=source, reason=error.problem) from None


def proposal_of(
    source: Path,
    corpus_dir: Path,
    composing: Callable[[Given, Recurrences | None], Composed],
    *,
    known: Callable[[Article], Iterable[Article]] | None,
    recurring: Callable[[Article], Recurrences] | None,
    given: Given,
    origin: Origin | None,
    original: bytes | None,
) -> Proposal:
    """Works out what adding an article would do.

    Args:
        source: What it is made of, by its name.
        corpus_dir: The corpus folder.
        composing: Makes it, of what is known of it and of the lines that recur.
        known: As for `propose`.
        recurring: As for `propose`.
        given: What is known of the article.
        origin: Where the original comes from, if there is one.
        original: Its bytes.

    Returns:
        Everything there is to know before `write`.

    Raises:
        ArticleError: There is no article in it; the message is the reason.
        CorpusError: The corpus folder is missing or no folder.
    """
    composed = _composed_of(composing, recurring, given)
    others: Iterable[Article]
    if known is not None:
        others = known(composed.article)
    else:
        others = (file.article for file in scan_corpus(corpus_dir)[0])
    duplicate = find_duplicate(composed.article, others)
    if duplicate is not None and duplicate.kind == "same_address":
        corrected = Given(**corrections_in(folder_of(corpus_dir, duplicate.id)))
        if given.over(corrected) != given:
            given = given.over(corrected)
            composed = _composed_of(composing, recurring, given)
        named = replace(composed.article, id=duplicate.id, path=f"{duplicate.id}.md")
        composed = replace(composed, article=named)
    return Proposal(
        source,
        corpus_dir,
        composed.article,
        composed.content,
        composed.dropped,
        composed.guessed,
        duplicate,
        given,
        origin,
        original,
    )


def named_file(source: Path | str) -> Path:
    """The path that a source names; raises `ArticleError` if it is an address, or names nothing."""
    if _ADDRESS.match(str(source)):
        raise ArticleError("add.address", source=source)
    if not str(source).strip():
        raise ArticleError("add.no_name")
    return Path(source)


def refuse_inside(source: Path, corpus_dir: Path) -> None:
    """Raises `ArticleError` for what lies in the corpus folder already."""
    if Path(os.path.realpath(source)).is_relative_to(os.path.realpath(corpus_dir)):
        raise ArticleError("add.in_corpus", source=source)


def _at_once(function: Callable[..., Composed], *arguments: object) -> Composed:
    return function(*arguments)


def _composed_of(
    composing: Callable[[Given, Recurrences | None], Composed],
    recurring: Callable[[Article], Recurrences] | None,
    given: Given,
) -> Composed:
    composed = composing(given, None)
    # Whose lines they are is only known of an article that has been read once.
    if recurring and composed.is_cleaned and (found := recurring(composed.article)):
        return composing(given, found)
    return composed


def compose(
    raw: bytes,
    stem: str,
    suffix: str,
    given: Given,
    taken: frozenset[str],
    recurrences: Recurrences | None = None,
) -> Composed:
    """Makes the article of a file that is to be added.

    Args:
        raw: The whole file.
        stem: Its name, without the suffix.
        suffix: With the dot.
        given: What is known of the article.
        taken: The ids that articles of the corpus have.
        recurrences: As for `clean`.

    Returns:
        The article and its file.

    Raises:
        ArticleError: The file is no readable text, or what is given is not what it should be; the
            message is the reason, without the path.
    """
    with failing_alone():
        made = _composed(_content(raw, stem, suffix, given, recurrences), stem, taken)
    for problem in made.article.problems:  # a slip of whoever adds it, not of whoever wrote it
        if problem.fields.get("key") in given.values():
            raise ArticleError(problem)
    return made


def compose_extracted(
    stated: Extracted, stem: str, given: Given, recurrences: Recurrences | None = None
) -> Composed:
    """Makes the article of what something that is no file gives.

    Args:
        stated: What it gives.
        stem: What the article is called where nothing says so.
        given: What is known of it.
        recurrences: As for `clean`.

    Returns:
        The article and its file.

    Raises:
        ArticleError: There is no text; the message is the reason.
    """
    return _composed(_taken_out(stated, stem, given, recurrences), stem, frozenset())


def write(
    proposal: Proposal,
    *,
    allow_duplicate: bool = False,
    beforehand: Beforehand | None = None,
    taken: Container[str] | None = None,
) -> Path:
    """Writes a proposed article into the corpus folder.

    Args:
        proposal: The article, its text and where to.
        allow_duplicate: Write it even though the corpus holds it already.
        beforehand: Does before each name that is tried what has to be done before.
        taken: The ids that articles of the corpus have; the folder is listed if not given.

    Returns:
        The path written; its name may end in another number than the proposal's.

    Raises:
        ArticleError: The corpus holds the article already, and `allow_duplicate` is false.
        CorpusError: The corpus folder is missing or no folder.
        StorageError: The disk is full, read-only or otherwise refuses.
    """
    duplicate = proposal.duplicate
    if duplicate is not None and not allow_duplicate:
        raise ArticleError("add.duplicate", source=proposal.source, article=duplicate.id)
    content = proposal.content.encode()
    stem = stem_of(proposal.article, proposal.source.stem)
    if taken is None:
        taken = ids_at_top(proposal.corpus_dir)
    names: Iterable[str] = free_names(stem, taken)
    if not allow_duplicate:
        names = _unless_written(proposal, content, names)
    return store_new(proposal.corpus_dir, beforehand(names) if beforehand else names, content)


def _unless_written(proposal: Proposal, content: bytes, names: Iterable[str]) -> Iterator[str]:
    """The names, until one holds this very article: another process has added it meanwhile."""

    def check(name: str) -> None:
        with suppress(OSError):
            if read_regular(proposal.corpus_dir / name) == content:
                article = Path(name).stem
                raise ArticleError("add.duplicate", source=proposal.source, article=article)

    check(proposal.article.path)
    for name in names:
        yield name
        check(name)  # it was free a moment ago


def locate(article: str, corpus_dir: Path) -> Path:
    """Finds an article's file.

    Args:
        article: Its id, or the path of its file inside or up to the corpus folder.
        corpus_dir: The corpus folder.

    Returns:
        The path of its file.

    Raises:
        ArticleError: There is no such article; the message names those with like ids.
        CorpusError: The corpus folder is missing or no folder.
    """
    plain = _plainly_named(article, corpus_dir)
    if plain is not None:
        return plain
    files = list_files(corpus_dir)
    wanted = unicodedata.normalize("NFC", article)
    matching = [file for file in files if wanted in _names_of(file, corpus_dir)]
    if not matching:
        raise _unknown(article, corpus_dir, _like(wanted, files))
    return corpus_dir / min(matching, key=lambda file: file.problem is not None).path


class _Content(NamedTuple):
    """The text of an article's file, as in `Composed`, and what of its source was garbled."""

    content: str
    dropped: tuple[Dropped, ...] = ()
    guessed: tuple[str, ...] = ()
    is_cleaned: bool = False
    problems: tuple[Problem, ...] = ()


def _composed(made: _Content, stem: str, taken: frozenset[str]) -> Composed:
    file = made.content.encode()
    name = stem_of(parse_article(file, f"{stem}.md"), stem)
    article = parse_article(file, next(free_names(name, taken)))
    article = replace(article, problems=(*made.problems, *article.problems))
    return Composed(article, made.content, made.dropped, made.guessed, made.is_cleaned)


def _content(
    raw: bytes, stem: str, suffix: str, given: Given, recurrences: Recurrences | None
) -> _Content:
    """What becomes of the file of an article."""
    format_ = format_of_content(raw, suffix)
    if format_ is None or not format_.is_read:
        raise not_addable(suffix)
    if format_.extract is not None:
        return _taken_out(format_.extract(raw), stem, given, recurrences)
    text, garbled = decode_and_tell(raw)
    if format_.front_matter:
        front = split_front_matter(text)
        if front.values is not None:
            return _Content(_finished(trim(text), front, given), problems=garbled)
    values, cleaned = _cleaned(Extracted(unescaped_words(text)), stem, given, recurrences)
    guessed = ("date",) if "date" in values and not (cleaned.date or given.date) else ()
    if guessed:
        values["guessed"] = list(guessed)
    content = join_front_matter(values, cleaned.text)
    return _Content(content, cleaned.dropped, guessed, True, garbled)


def _finished(text: str, front: FrontMatter, given: Given) -> str:
    """A finished article as it is, but for what is given."""
    if given.values() and not text.startswith("---"):  # TOML or JSON, which nothing is added to
        return join_front_matter({**(front.values or {}), **given.values()}, trim(front.body))
    if given.values():
        named = {name_of(key, front.values or {}): v for key, v in given.values().items()}
        text = amend_front_matter(text, named, ascii_only=False)
    return text + "\n"


def _taken_out(
    stated: Extracted, stem: str, given: Given, recurrences: Recurrences | None
) -> _Content:
    values, cleaned = _cleaned(stated, stem, given, recurrences)
    guessed = tuple(
        key
        for key in get_args(Guessable)
        if key in values
        and key not in given.values()
        and (key in stated.guessed or not getattr(stated, key))
    )
    if guessed:
        values["guessed"] = list(guessed)
    heads = (Dropped(line.page, line.text, line.reason) for line in stated.left_out)
    dropped = {line.line_number for line in cleaned.dropped}
    pages = carried_over(stated.text, stated.pages, dropped, cleaned.text)
    body = with_comments(cleaned.text, pages)
    content, lines = join_front_matter(values, body), (*heads, *cleaned.dropped)
    return _Content(content, lines, guessed, True, stated.problems)


def _cleaned(
    stated: Extracted, stem: str, given: Given, recurrences: Recurrences | None
) -> tuple[dict[str, Any], Cleaned]:
    """A text without its surroundings, and its front matter.

    What is given wins over what the file states, and that over what the text shows.
    """
    cleaned = clean(stated.text, stated.title, stated.links, recurrences, stated.repeats)
    if not any(map(str.isalnum, cleaned.text)):
        raise ArticleError("file.no_text_beside_title")
    values = {
        "title": stated.title or cleaned.title or stem,
        "date": stated.date or cleaned.date or day_in_name(stem),
        "publisher": stated.publisher or cleaned.publisher,
        "url": stated.url or cleaned.url,
        "authors": list(stated.authors or cleaned.authors),
        "section": stated.section or cleaned.section,
        "language": cleaned.language or stated.language or DEFAULT_LANGUAGE,
        "sources": list(cleaned.sources),
    }
    return {key: value for key, value in values.items() if value} | given.values(), cleaned


def stem_of(article: Article, stem: str) -> str:
    """The name of an article's file: its day and its title, or where it has none, a name given."""
    name = slug(article.title) or slug(stem) or "artikel"
    return f"{article.date}-{name}" if article.date else name


def free_names(stem: str, taken: Container[str]) -> Iterator[str]:
    """The names of files, with ever higher numbers, of which no article has the id."""
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        if name not in taken:
            yield f"{name}.md"


def _plainly_named(article: str, corpus_dir: Path) -> Path | None:
    """The Markdown file of an id, which wins over any other file of that id; listing takes long."""
    parts = article.split("/")
    hidden = any(not part or part.startswith((".", "~$")) for part in parts)
    about = len(parts) == 1 and article.split(".")[0] == "README"
    if hidden or about or not article.isprintable() or Path(article).suffix.lower() in SUFFIXES:
        return None
    path = corpus_dir / f"{article}.md"
    above = [corpus_dir.joinpath(*parts[:depth]) for depth in range(1, len(parts))]
    if any(map(Path.is_symlink, (path, *above))) or not path.is_file():
        return None
    return path


def _names_of(file: CorpusFile, corpus_dir: Path) -> set[str]:
    paths = {file.path, f"{corpus_dir.name}/{file.path}", str(corpus_dir / file.path)}
    return {unicodedata.normalize("NFC", path) for path in paths} | {article_id(file.path)}


def _unknown(article: str, corpus_dir: Path, like: str) -> ArticleError:
    if like:
        return ArticleError("article.no_file_like", article=article, folder=corpus_dir, like=like)
    return ArticleError("article.no_file", article=article, folder=corpus_dir)


def _like(wanted: str, files: list[CorpusFile]) -> str:
    ids = [article_id(file.path) for file in files]
    inside = [id_ for id_ in ids if wanted.casefold() in id_.casefold()]
    near = dict.fromkeys(inside[:3] + get_close_matches(wanted, ids, n=3, cutoff=0.6))
    return ", ".join(list(near)[:3])
