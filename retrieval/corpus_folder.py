"""The folder of articles: listed, added to, corrected, taken from.

Nothing here touches the index: `Library.build` brings it up to date with what was done. Any number
of threads may share a folder.

Importing this module is light: what a method needs is imported when it is called.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from retrieval.article import Article
    from retrieval.corpus.additions import Given, Proposal
    from retrieval.corpus.cleaning import Dropped
    from retrieval.corpus.cleaning.recurrence import Recurrences
    from retrieval.corpus.collection.batch import Batch
    from retrieval.corpus.editing import Correction
    from retrieval.corpus.folder import CorpusFile
    from retrieval.corpus.history.records import Origin, Removal
    from retrieval.corpus.left_out import OriginalDiff
    from retrieval.corpus.rereading import Rereading
    from retrieval.corpus.versions import ArticleVersion
    from retrieval.index.corpus_articles import CorpusArticles
    from retrieval.language.word_changes import TextChange
    from retrieval.limited import LimitedProcess
    from retrieval.reports import FileChange


class CorpusFolder:
    """The folder that holds the articles of a library; `path` is where it is."""

    def __init__(self, path: Path, index_dir: Path, *, keep_originals: bool = True) -> None:
        """Names the folder; nothing is opened yet.

        Args:
            path: Where it is.
            index_dir: The folder of the index that knows what was last read of it.
            keep_originals: Whether the bytes that an article is made of are kept beside it.
        """
        self.path = path
        self._keep_originals = keep_originals
        self._index_dir = index_dir
        self._known: CorpusArticles | None = None
        self._reading: LimitedProcess | None = None

    def close(self) -> None:
        """Ends the process that reads what is proposed."""
        if self._reading is not None:
            self._reading.close()

    def files(self) -> list[CorpusFile]:
        """Lists the corpus folder.

        Returns:
            Its files, each with why it cannot be an article, if that is plain.

        Raises:
            CorpusError: The corpus folder is missing.
        """
        from retrieval.corpus.folder import list_files

        return list_files(self.path)

    def propose(
        self,
        source: Path | str,
        given: Given | None = None,
        origin: Origin | None = None,
        *,
        keep: bool = False,
    ) -> Proposal:
        """Works out what adding a file would do; writes nothing.

        The file may come from anywhere, and is read in a process with limits on its time and
        memory (`retrieval.limited`).

        Args:
            source: The file, of any format that can be read.
            given: What is known of the article; it wins over what is recognised.
            origin: Where the file comes from, if it does not lie there.
            keep: Keep the lines that would leave for standing in many other articles of the
                publisher.

        Returns:
            The article, what cleaning dropped, and the article of the corpus it repeats, or of
            which it is a new version, if any.

        Raises:
            ArticleError: The source is no readable text, takes too much to be read, or is in the
                corpus folder already.
            CorpusError: The corpus folder is missing or no folder.
        """
        reading = self.prepare()
        from retrieval.corpus.additions import propose
        from retrieval.index.corpus_articles import CorpusArticles

        if self._known is None:
            self._known = CorpusArticles(self.path, self._index_dir)
        recurring = None if keep else self._known.recurrences
        return propose(source, self.path, self._known.like, given, reading.call, origin, recurring)

    def prepare(self) -> LimitedProcess:
        """Starts the process in which `propose` reads, while there is something else to do.

        Returns:
            It.
        """
        if self._reading is None:
            from retrieval.limited import LimitedProcess

            self._reading = LimitedProcess(module="retrieval.corpus.additions")
            self._reading.start()
        return self._reading

    def add(
        self,
        proposal: Proposal,
        *,
        allow_duplicate: bool = False,
        changes: list[FileChange] | None = None,
        taken: Container[str] | None = None,
    ) -> Path:
        """Writes a proposed article into the folder; `Library.build` takes it into the index.

        A new version of an article takes its place and its id; the old one is kept.

        Args:
            proposal: From `propose`.
            allow_duplicate: Write it as an article of its own even though the corpus holds it
                already, or another version of it.
            changes: Told what was done, as `undo` takes it.
            taken: The ids that articles of the folder have; it is listed if not given.

        Returns:
            The path written; its name may end in another number than the proposal's.

        Raises:
            ArticleError: The corpus holds the article already, and `allow_duplicate` is false.
            CorpusError: The corpus folder is missing or no folder.
            StorageError: The disk is full, read-only or otherwise refuses.
        """
        if proposal.updates is not None and not allow_duplicate:
            return self.replace(proposal, proposal.updates, changes=changes)
        from retrieval.corpus.keeping import add

        path, done = add(
            proposal,
            allow_duplicate=allow_duplicate,
            keep_original=self._keep_originals,
            taken=taken,
        )
        return self._done(path, done, changes, proposal.dropped)

    @contextmanager
    def batch(
        self,
        given: Given | None = None,
        fields: Mapping[str, str] | None = None,
        *,
        keep: bool = False,
        watch: Callable[[float], None] | None = None,
    ) -> Iterator[Batch]:
        """Opens what adds many articles, of files or of collections, in a row.

        The folder is looked at once, now; files are read as by `propose`. For one thread.

        Args:
            given: What is known of every article.
            fields: Of collections of records, by what is said of an article (`field_key`) the
                field that says it; an empty one for none. What is not here is guessed.
            keep: As for `propose`.
            watch: Told the share of a collection that has been read, in [0, 1].

        Yields:
            Proposes and adds.

        Raises:
            CorpusError: The corpus folder is missing or no folder.
        """
        reading = self.prepare()
        from retrieval.corpus.collection.batch import Batch
        from retrieval.index.corpus_snapshot import CorpusSnapshot

        with CorpusSnapshot(self.path, self._index_dir) as known:
            yield Batch(
                self.path,
                known,
                reading.call,
                self.add,
                given=given,
                fields=fields,
                keep=keep,
                watch=watch,
            )

    def replace(
        self, proposal: Proposal, article: str, *, changes: list[FileChange] | None = None
    ) -> Path:
        """Makes a proposed article the newest version of one of the corpus; the id stays.

        Args:
            proposal: From `propose`.
            article: As for `locate`.
            changes: Told what was done, as `undo` takes it.

        Returns:
            The path written.

        Raises:
            ArticleError: There is no such article, or it holds this already.
            CorpusError: The corpus folder is missing or no folder.
            StorageError: The disk is full, read-only or otherwise refuses; the old file is there.
        """
        from retrieval.corpus.keeping import put_in_place

        before = self.file_of(article)[1]
        path, done = put_in_place(proposal, article, keep_original=self._keep_originals)
        return self._done(path, done, changes, proposal.dropped, before)

    def versions(self, article: str) -> list[ArticleVersion]:
        """What an article said when.

        Args:
            article: As for `locate`.

        Returns:
            Its versions, the oldest first; the last is what its file holds now. Of one that was
            changed by other means than this folder's methods, what nobody kept is known by its
            hashes alone.

        Raises:
            ArticleError: There is no such article (the problem says if it was removed), its file
                cannot be read, or what is kept of it is damaged.
            CorpusError: The corpus folder is missing or no folder.
        """
        from retrieval.corpus.versions import versions_of

        return versions_of(article, self.path)

    def version_of_text(self, article: str, text_sha256: str) -> ArticleVersion | None:
        """The newest version of an article that has a text.

        Args:
            article: As for `locate`.
            text_sha256: `Article.text_sha256`.

        Returns:
            The version; None where the article never had that text, as far as is known. Raises as
            `versions` does.
        """
        with_it = (v for v in reversed(self.versions(article)) if v.text_sha256 == text_sha256)
        return next(with_it, None)

    def version_in_force(self, article: str, day: dt.date) -> ArticleVersion | None:
        """The version of an article that was in force at the end of a day.

        Args:
            article: As for `locate`.
            day: In the machine's time zone.

        Returns:
            The version; None where there was none yet. Raises as `versions` does.
        """
        from retrieval.corpus.versions import version_in_force

        return version_in_force(self.versions(article), day)

    def unchanged_since(self, article: str) -> dt.datetime:
        """Since when an article has the text that it has, whatever else of it was corrected.

        Args:
            article: As for `locate`.

        Returns:
            A time with time zone. Raises as `versions` does.
        """
        from retrieval.corpus.versions import unchanged_since

        return unchanged_since(self.versions(article))

    def removal(self, article_id: str) -> Removal | None:
        """When the article of an id was last removed by `remove`, and the hash of its last text.

        Args:
            article_id: Its id; there need be no article of it now.

        Returns:
            None where none was.

        Raises:
            ArticleError: What is kept of it is damaged.
        """
        from retrieval.corpus.versions import removal_of

        return removal_of(article_id, self.path)

    def original_diff(self, article: str) -> tuple[ArticleVersion, OriginalDiff]:
        """Compares an article as it is with the original that it was made of.

        Args:
            article: As for `locate`.

        Returns:
            The version in force, and what parts it from its original: the lines that only the
            original has, with reasons, and those of the article that do not stand in it.

        Raises:
            ArticleError: There is no such article, it has no original, or one that cannot be read.
            CorpusError: The corpus folder is missing or no folder.
        """
        from retrieval.corpus.rereading import original_diff

        return original_diff(article, self.path, self.prepare().call, self._recurrences())

    def with_originals(self) -> list[str]:
        """The ids of the articles that have an original, or had one, sorted."""
        from retrieval.corpus.rereading import with_originals

        return with_originals(self.path)

    def reread(self, article: str, *, keep: bool = False) -> Rereading:
        """Reads an article's original with the present reader and cleaner; writes nothing.

        Args:
            article: Its id.
            keep: As for `propose`.

        Returns:
            What came of it. Where that is another article, `add_again` makes it the newest version.

        Raises:
            CorpusError: The corpus folder is missing or no folder.
        """
        from retrieval.corpus.rereading import reread

        recurring = None if keep else self._recurrences()
        return reread(article, self.path, self.prepare().call, recurring)

    def add_again(self, rereading: Rereading) -> Path:
        """Makes what an original gives now the newest version of its article.

        Args:
            rereading: From `reread`, of the kind `other`.

        Returns:
            The path written.

        Raises:
            ArticleError: There is no such article any more, or nothing else was read.
            CorpusError: The corpus folder is missing or no folder.
            StorageError: The disk is full, read-only or otherwise refuses; the old file is there.
        """
        from retrieval.corpus.keeping import put_in_place
        from retrieval.errors import ArticleError

        if rereading.proposal is None:
            raise ArticleError("edit.nothing", article=rereading.article)
        before = self.file_of(rereading.article)[1]
        path, done = put_in_place(rereading.proposal, rereading.article, how="again")
        return self._done(path, done, None, rereading.proposal.dropped, before)

    def _recurrences(self) -> Callable[[Article], Recurrences]:
        from retrieval.index.corpus_articles import CorpusArticles

        if self._known is None:
            self._known = CorpusArticles(self.path, self._index_dir)
        return self._known.recurrences

    def _done(
        self,
        path: Path,
        done: Sequence[FileChange],
        changes: list[FileChange] | None,
        dropped: Sequence[Dropped] = (),
        before: bytes | None = None,
    ) -> Path:
        if changes is not None:
            changes.extend(done)
        from retrieval.corpus.remembered import remember
        from retrieval.corpus.tidying import tidy_now_and_then

        remember(self.path, dropped, before)
        tidy_now_and_then(self.path)
        return path

    def correct(
        self,
        article: str,
        *,
        title: str | None = None,
        date: dt.date | None = None,
        publisher: str | None = None,
        url: str | None = None,
        authors: Sequence[str] | None = None,
    ) -> Correction:
        """Corrects the front matter of an article's file; `Library.build` takes it into the index.

        Args:
            article: As for `locate`.
            title: The headline; None, as below, leaves what there is.
            date: Day of publication.
            publisher: Newspaper or agency.
            url: The article's address.
            authors: All of them.

        Returns:
            What was corrected.

        Raises:
            ArticleError: There is no such article; its file has no front matter, or one that cannot
                be corrected; a value will not do, or nothing differs.
            CorpusError: The corpus folder is missing or no folder.
            StorageError: The disk is full, read-only or otherwise refuses; the old file is there.
        """
        from retrieval.corpus.editing import Value
        from retrieval.corpus.keeping import correct

        values: dict[str, Value] = {
            "title": title,
            "date": date,
            "publisher": publisher,
            "url": url,
            "authors": None if authors is None else tuple(authors),
        }
        return correct(article, self.path, values)[0]

    def undo(self, changes: Sequence[FileChange]) -> None:
        """Brings files of the corpus folder back to what they held before.

        Args:
            changes: What was done, to different files.

        Raises:
            ArticleError: A file holds something else than was written then; nothing is changed.
            StorageError: The disk is full, read-only or otherwise refuses.
        """
        from retrieval.corpus.undo import undo

        undo(changes, self.path)

    def locate(self, article: str) -> Path:
        """Finds an article's file.

        Args:
            article: Its id, or the path of its file inside or up to the corpus folder.

        Returns:
            The path of its file.

        Raises:
            ArticleError: There is no such article; the problem names those with like ids.
            CorpusError: The corpus folder is missing or no folder.
        """
        from retrieval.corpus.additions import locate

        return locate(article, self.path)

    def file_of(self, article: str) -> tuple[str, bytes]:
        """An article's file.

        Args:
            article: As for `locate`.

        Returns:
            Its path inside the corpus folder, and what it holds.

        Raises:
            ArticleError: There is no such article, or its file cannot be read.
            CorpusError: The corpus folder is missing or no folder.
        """
        from retrieval.corpus.readers.raw import read_raw

        path = self.locate(article)
        return path.relative_to(self.path).as_posix(), read_raw(path)

    def remove(self, article: str, *, changes: list[FileChange] | None = None) -> Path:
        """Deletes an article's file; `Library.build` takes the article out of the index.

        Its original and its earlier versions go with it. What stays is the day, and the hash of the
        text that it had.

        Args:
            article: As for `locate`.
            changes: Told what was done, as `undo` takes it.

        Returns:
            The path deleted.

        Raises:
            ArticleError: There is no such article.
            CorpusError: The corpus folder is missing or no folder.
            StorageError: A file may not be deleted.
        """
        from retrieval.corpus.keeping import remove

        path, done = remove(article, self.path, undoable=changes is not None)
        return self._done(path, done, changes)

    @staticmethod
    def text_changes(before: str, after: str) -> list[TextChange]:
        """Where two texts differ, word by word, in the order of both; white space aside."""
        from retrieval.language.word_changes import text_changes

        return text_changes(before, after)

    @staticmethod
    def given(
        *,
        title: str | None = None,
        date: dt.date | None = None,
        publisher: str | None = None,
        url: str | None = None,
        authors: Sequence[str] = (),
    ) -> Given:
        """What `propose` is told of an article."""
        from retrieval.corpus.additions import Given

        named = tuple(filter(None, (" ".join(author.split()) for author in authors)))
        return Given(title, date, publisher, url, named)

    @staticmethod
    def origin(
        name: str,
        *,
        address: str | None = None,
        fetched: dt.datetime | None = None,
        charset: str = "",
    ) -> Origin:
        """Where `propose` is told that a file comes from; the time has a time zone."""
        from retrieval.corpus.history.records import Origin

        return Origin(name, address, fetched, charset)

    @staticmethod
    def day(text: str) -> dt.date | None:
        """The day a text names, as newspapers write days; None if it is anything but one day."""
        from retrieval.corpus.readers.dates import parse_day

        return parse_day(text)

    @staticmethod
    def addable_suffixes() -> frozenset[str]:
        """The suffixes of files that can be added, the empty one among them."""
        from retrieval.corpus.readers.formats import ADDABLE_SUFFIXES

        return ADDABLE_SUFFIXES

    @staticmethod
    def holds_several(source: Path | str) -> bool:
        """Whether what stands at a path may hold several articles, so that `batch` is for it."""
        from retrieval.corpus.collection.kinds import kind_of

        return bool(str(source).strip()) and kind_of(Path(source)) is not None

    @staticmethod
    def collection_suffixes() -> frozenset[str]:
        """The suffixes of files that hold several articles."""
        from retrieval.corpus.readers.formats import COLLECTION_SUFFIXES

        return COLLECTION_SUFFIXES

    @staticmethod
    def field_key(word: str) -> str | None:
        """What of an article a word means, in German or English; None if nothing."""
        from retrieval.corpus.collection.record_names import key_named

        return key_named(word)

    @staticmethod
    def suffix_of_media_type(media_type: str) -> str | None:
        """The suffix for a file that a server calls so; None where it is no known format's."""
        from retrieval.corpus.readers.formats import suffix_of_media_type

        return suffix_of_media_type(media_type)

    @staticmethod
    def has_front_matter(suffix: str) -> bool:
        """Whether `correct` can correct files of this suffix (with the dot)."""
        from retrieval.corpus.readers.formats import format_of

        found = format_of(suffix.lower())
        return found is not None and found.front_matter
