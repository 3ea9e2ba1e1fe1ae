"""The door to the engine: the one object that a face opens.

    with Library(Path("index"), corpus_dir=Path("corpus")) as library:
        answer = library.ask("Wann wurde der Vertrag unterzeichnet?")

A library is a folder of articles and the index made from it. It asks the generation in force,
brings the index up to date and proves what is stored; its `corpus` lists and changes the articles.
Any number of threads may share it. It notices when another generation has come into force and swaps
to it between two questions; a question under way keeps the generation it began with. Where the last
article has been removed, it knows of nothing until another one is indexed.

Importing this module is light: what a method needs is imported when it is called.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from retrieval.corpus_folder import CorpusFolder
from retrieval.models import DEFAULT_MODEL, Models
from retrieval.progress import unwatched
from retrieval.reports import IndexInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.answer import Answer
    from retrieval.answering.pipeline import Stage
    from retrieval.article import Article, ArticleSummary, Paragraph
    from retrieval.corpus.additions import Given, Proposal
    from retrieval.corpus.cleaning import Dropped
    from retrieval.corpus.collection.batch import Batch
    from retrieval.corpus.duplicates import Duplicate
    from retrieval.corpus.editing import Correction
    from retrieval.corpus.folder import CorpusFile
    from retrieval.corpus.history.records import Origin, Removal
    from retrieval.corpus.left_out import LeftLine, OriginalDiff
    from retrieval.corpus.metadata import MetadataIssue
    from retrieval.corpus.rereading import Rereading
    from retrieval.corpus.versions import ArticleVersion
    from retrieval.embedding.encoder import Encoder
    from retrieval.errors import Problem
    from retrieval.evaluation.evaluate import (
        Bin,
        Comparison,
        Difference,
        EvalReport,
        Figure,
        OutcomeChange,
    )
    from retrieval.index.current import CurrentGeneration
    from retrieval.index.doubles import Double, DoubleGroup
    from retrieval.index.generation import Generation
    from retrieval.index.recurring import RecurringLine
    from retrieval.language.word_changes import TextChange
    from retrieval.progress import Progress
    from retrieval.quotations import CheckReport
    from retrieval.receipt import Receipt
    from retrieval.reports import BuildReport

__all__ = [
    "MAX_QUESTION_CHARS",
    "ArticleVersion",
    "Batch",
    "Bin",
    "Comparison",
    "CorpusFile",
    "CorpusFolder",
    "Correction",
    "Difference",
    "Double",
    "DoubleGroup",
    "Dropped",
    "Duplicate",
    "Encoder",
    "EvalReport",
    "Figure",
    "Given",
    "LeftLine",
    "Library",
    "MetadataIssue",
    "Origin",
    "OriginalDiff",
    "OutcomeChange",
    "Proposal",
    "RecurringLine",
    "Removal",
    "Rereading",
    "TextChange",
]

MAX_QUESTION_CHARS = 2_000
"""A longer question is refused by `Library.ask`."""


class Library:
    """A folder of articles and its index: asked, built, changed, verified."""

    def __init__(
        self,
        index_dir: Path,
        *,
        corpus_dir: Path | None = None,
        model: str | None = None,
        cache_dir: Path | None = None,
        device: Literal["auto", "cpu", "cuda"] = "auto",
        reader: str = DEFAULT_MODEL,
        encoder: Encoder | None = None,
        stages: Sequence[Stage] | None = None,
        keep_originals: bool = True,
    ) -> None:
        """Names the folders; nothing is opened yet.

        Args:
            index_dir: The index folder.
            corpus_dir: The folder of articles, for all that reads or changes it.
            model: The model asked for; see `retrieval.models` where there is none.
            cache_dir: Where compiled models lie; the user's cache folder if None.
            device: Where many texts are embedded.
            reader: Reads the best hits again: `embedded`, the one that was made for the encoder,
                where there is one; `off`; or a cross-encoder: hub name or folder. An index is built
                for this reader and no other.
            encoder: Embeds instead of the model's own.
            stages: What judges hits anew, in turn, instead of the reader.
            keep_originals: Whether the bytes that an article is made of are kept beside it.
        """
        self._index_dir = index_dir
        self._corpus = (
            None
            if corpus_dir is None
            else CorpusFolder(corpus_dir, index_dir, keep_originals=keep_originals)
        )
        self.models = Models(
            index_dir,
            model=model,
            cache_dir=cache_dir,
            device=device,
            reader=reader,
            encoder=encoder,
            stages=stages,
        )
        self._current: CurrentGeneration | None = None
        self._opening = threading.Lock()

    def open(self, progress: Progress | None = None) -> Self:
        """Opens the generation in force, unless that has been done.

        Args:
            progress: Told of compiling, where the index's model has to be compiled first.

        Returns:
            The library itself.

        Raises:
            IndexMissingError: There is no index.
            IndexDamagedError: It is damaged, or was built with another model or schema.
            ModelError: The model cannot be opened.
        """
        with self._opening:
            if self._current is None:
                self._current = self._open(progress)
        return self

    def close(self) -> None:
        """Closes the index; the library must not be used after."""
        if self._corpus is not None:
            self._corpus.close()
        if self._current is not None:
            self._current.close()

    def __enter__(self) -> Self:
        """Opens the generation in force."""
        return self.open()

    def __exit__(self, *_: object) -> None:
        """Closes the index."""
        self.close()

    def ask(
        self,
        question: str,
        *,
        k: int = 3,
        since: dt.date | None = None,
        until: dt.date | None = None,
        publisher: str | None = None,
        previous: str = "",
        dates: bool = True,
        today: dt.date | None = None,
    ) -> Answer:
        """Answers a question with quotes.

        Args:
            question: What to ask; at most `MAX_QUESTION_CHARS` code points.
            k: How many quotes at most, at least 1.
            since: Admits articles published on this day or later.
            until: Admits articles published on this day or earlier.
            publisher: Admits this publisher's articles, compared without regard to case.
            previous: What was said before, if anything: the `topic` of the answer before, or what
                the question replies to. A question that hangs on it ("Und wann?") is searched
                joined with it; any other stands by itself.
            dates: Whether days that the question plainly names ("seit Oktober", "last week")
                narrow what is searched, unless `since` or `until` is given. An article without a
                date is of no day. Where nothing of those days answers surely, all articles may.
            today: Which day it is; by the machine's clock if None.

        Returns:
            The answer; if the corpus does not answer, with the nearest passages and the reasons. Of
            what asks nothing ("Danke!", and "Und wann?" with nothing before it), the kind of talk
            that it is, unsearched.

        Raises:
            QuestionError: If the question is empty or too long.
            IndexDamagedError: If the index turns out to be damaged.
        """
        started = time.perf_counter()
        current = self._opened()
        from retrieval.answering.attempts import answer_in_turn, attempts, by_date
        from retrieval.answering.pipeline import answer, nothing_asked, nothing_to_ask
        from retrieval.answering.question import Filter, clean_question, on_one_line
        from retrieval.language.talk import talk_in

        text = clean_question(question, MAX_QUESTION_CHARS)
        admitted = Filter(since, until, publisher)
        tried = attempts(text, on_one_line(previous), admitted, MAX_QUESTION_CHARS)
        if not tried:
            return nothing_asked(question, talk_in(text) or "hanging", started)
        encoder, stages = current.encoder, self.models.stages_upon(current.encoder)
        embed = cache(lambda text: encoder.embed_questions([text])[0])  # attempts share texts
        with current.in_force() as generation:
            if generation is None:
                return nothing_to_ask(question, started)
            _, latest = generation.catalog.date_span()
            narrow = dates and since is None and until is None
            tried = by_date(tried, today or dt.date.today(), latest, narrow=narrow)
            return answer_in_turn(
                tried,
                lambda attempt: answer(
                    generation, attempt.question(embed, question, k), started, stages
                ),
            )

    def check(self, text: str, *, draft: bool = False) -> CheckReport:
        """Checks whether what a text says is quoted stands in the corpus word for word.

        Needs no model, and opens none. Texts are compared as `retrieval.checking.tokens` says; what
        was folded is named at each place. Indirect speech is not checked, nor what stands in
        quotation marks and has fewer than `MIN_QUOTED_WORDS` words, or function words alone.

        Args:
            text: At most `MAX_CHECKED_CHARS` code points.
            draft: Whether only what stands in quotation marks is a quotation. If not, the whole
                text is one where it stands in the corpus word for word, or where nothing in it that
                is long enough stands in quotation marks.

        Returns:
            The quotations in order, each with what the corpus says of it.

        Raises:
            QuestionError: The text is empty or too long, or is one quotation of function words
                alone, which are not indexed.
            IndexMissingError: There is no index.
            IndexDamagedError: It is damaged.
        """
        started = time.perf_counter()
        from dataclasses import replace

        from retrieval.checking.text import check_text

        with self._generation() as generation:
            report = check_text(generation, text, draft=draft)
        return replace(report, took_ms=(time.perf_counter() - started) * 1000)

    @staticmethod
    def holds_quotations(text: str) -> bool:
        """Whether what stands in quotation marks in a text is long enough to be checked."""
        from retrieval.checking.text import holds_quotations

        return holds_quotations(text)

    @staticmethod
    def hangs(question: str) -> bool:
        """Whether a question hangs on what was said before it ("Und wann?")."""
        from retrieval.answering.question import on_one_line
        from retrieval.language.follow_up import hangs

        return hangs(on_one_line(question))

    def quote(self, receipt: str) -> Receipt:
        """Finds the words of a receipt, and what has become of them.

        Args:
            receipt: Its id, as typed.

        Returns:
            The words where they are still known, and how they stand.

        Raises:
            ReceiptError: It is no id of a receipt.
            IndexMissingError: There is no index.
            IndexDamagedError: It is damaged.
        """
        from retrieval.answering.receipts import look_up

        with self._generation() as generation:
            return look_up(receipt, generation, self._corpus.path if self._corpus else None)

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first, undated ones last; needs no model, and opens none."""
        with self._generation() as generation:
            return [] if generation is None else generation.catalog.summaries()

    def metadata_issues(
        self, today: dt.date | None = None
    ) -> list[tuple[ArticleSummary, list[MetadataIssue]]]:
        """What of the articles' metadata is missing, guessed, not plausible or cannot be used.

        Args:
            today: Which day it is; by the machine's clock if None.

        Returns:
            The articles with any, in the order of `articles`, each with its issues; none where only
            the article's own `problems` are any.
        """
        from retrieval.corpus.metadata import issues_of

        today = today or dt.date.today()
        found = [(article, issues_of(article, today)) for article in self.articles()]
        return [(article, issues) for article, issues in found if issues or article.problems]

    def doubles(self) -> list[DoubleGroup]:
        """Groups the articles that say the same, word for word or nearly so.

        Returns:
            The groups, by the first one's date and id.
        """
        from retrieval.index.doubles import find_doubles

        with self._opened().in_force() as generation:
            return [] if generation is None else find_doubles(generation.catalog)

    def recurring_lines(self) -> list[RecurringLine]:
        """Lists the lines that stand in many articles of one publisher.

        Returns:
            By publisher, those that stand in most of its articles first.
        """
        from retrieval.corpus.remembered import remembered
        from retrieval.index.recurring import find_recurring

        left = remembered(self._corpus.path) if self._corpus else {}
        with self._opened().in_force() as generation:
            return [] if generation is None else find_recurring(generation.catalog, left)

    def article(self, article_id: str) -> Article:
        """The article of that id.

        Args:
            article_id: The article's id.

        Returns:
            The article as indexed.

        Raises:
            ArticleError: If there is none.
        """
        with self._opened().holding(article_id) as catalog:
            return catalog.article(article_id)

    def paragraphs(self, article_id: str) -> tuple[Paragraph, ...]:
        """An article's paragraphs with their offsets, in order: the context of its quotes.

        Args:
            article_id: The article's id.

        Returns:
            The paragraphs; between two of them the text holds white space, headings and markers
            (`##`, a rule), nothing else.

        Raises:
            ArticleError: If there is no such article.
        """
        with self._opened().holding(article_id) as catalog:
            return catalog.paragraphs(article_id)

    @property
    def info(self) -> IndexInfo:
        """What is in force; read from the index's head alone where nothing is open yet.

        Raises:
            IndexMissingError: There is no index.
            IndexDamagedError: It is damaged, or of another schema.
        """
        from retrieval.index.current import head_of

        return self._current.info() if self._current else head_of(self._index_dir)

    @property
    def corpus(self) -> CorpusFolder:
        """The folder of articles: what lists and changes it.

        Raises:
            ValueError: The library was opened without one.
        """
        if self._corpus is None:
            raise ValueError("this library was opened without a corpus folder")
        return self._corpus

    def changes(self, *, read: bool = False) -> int:
        """Counts the files that differ between the corpus and the generation in force.

        Args:
            read: Read every file: a disk may fail, and whoever changes a file may set its times
                back. If one differs, the next build reads them all, too. Else only those are read
                that do not look as they did when they were indexed.

        Returns:
            Number of files that are new, changed or gone; files skipped at the last build and the
            same since do not count.

        Raises:
            CorpusError: The corpus folder is missing.
            IndexMissingError: There is no index.
            IndexDamagedError: The index cannot be read.
        """
        from retrieval.index.generation import Generation
        from retrieval.index.known_files import KnownFiles, forget_files

        known = None if read else KnownFiles.load(self._index_dir)
        with closing(Generation.head(self._index_dir)) as generation:
            changed = generation.changed_files(self.corpus.path, known)
        if read and changed:
            forget_files(self._index_dir)
        return changed

    def lags_behind(self) -> bool:
        """Whether a build might change the generation in force; reads no article.

        Returns:
            Whether a file is new, touched or gone, or one that was skipped may be none any more.

        Raises:
            CorpusError: The corpus folder is missing.
            IndexMissingError: There is no index.
            IndexDamagedError: The index cannot be read.
        """
        from retrieval.index.generation import Generation
        from retrieval.index.known_files import KnownFiles

        known = KnownFiles.load(self._index_dir)
        with closing(Generation.head(self._index_dir)) as generation:
            return generation.lags_behind(self.corpus.path, known)

    def check_corpus(self) -> None:
        """Refuses at once what `build` would refuse; for who has to prepare a model first.

        Raises:
            CorpusError: The corpus is missing or holds no file.
            IndexFolderError: The index folder is none.
        """
        from retrieval.index.build.build_index import check_corpus

        check_corpus(self.corpus.path, self._index_dir)

    def build(
        self, progress: Progress | None = None, *, allow_empty: bool = False, wait: bool = False
    ) -> BuildReport:
        """Brings the index up to date with the corpus; what is open swaps to it by itself.

        Args:
            progress: Told of the model compiled, files read, texts embedded, files written.
            allow_empty: Where the corpus holds no readable article, put no index in force. An
                empty folder may also be a disk that is not mounted: only who knows better may say
                so.
            wait: Wait for another process that is building this index, however long it takes.

        Returns:
            What was done.

        Raises:
            CorpusError: The corpus is missing or holds no readable article; an earlier index stays.
            IndexFolderError: The index folder is none.
            IndexBusyError: Another process is building this index, and `wait` is false.
            ModelError: The model cannot be opened.
            StorageError: The disk is full, read-only or refuses otherwise; an earlier index stays.
        """
        from retrieval.answering.calibrate import calibrate
        from retrieval.index.build.build_index import build_index
        from retrieval.reading.open import calibrating

        if not allow_empty:
            self.check_corpus()
        model = self.models.name
        encoder = self.models.encoder(model, progress)
        stages = self.models.stages_upon(encoder, progress=progress)
        return build_index(
            self.corpus.path,
            self._index_dir,
            encoder,
            model=model,
            calibrate=partial(
                calibrate, stages=calibrating(stages), progress=progress or unwatched
            ),
            stages=tuple(stage.fingerprint for stage in stages),
            progress=progress,
            allow_empty=allow_empty,
            wait=wait,
        )

    def verify(self) -> list[Problem]:
        """Proves the index against itself, and its compiled models against their manifests.

        Every file is read whole, also those that asking only maps into memory. Nothing is compiled:
        a damaged model, which the next question may mend in silence, is named here, and one that
        is not there is a disagreement too, since nothing is known of it. An encoder that was handed
        in is taken as it is.

        Returns:
            One problem for each disagreement.

        Raises:
            IndexMissingError: There is no index.
            IndexDamagedError: It cannot be opened.
        """
        from retrieval.index.verify import verify_generation

        with self._generation() as generation:
            if generation is None:
                return []
            found = verify_generation(generation)
            manifest = generation.manifest
        return [*found, *self.models.verify_built_with(manifest)]

    def verify_files(self) -> list[Problem]:
        """Reads every file of the index whole, also those of which opening a large one reads none.

        Whether articles, sentences and passages agree with one another, `verify` proves.

        Returns:
            One problem for each file that is not what was written.

        Raises:
            IndexMissingError: There is no index.
            IndexDamagedError: Its head cannot be read, or is of another schema.
        """
        from retrieval.index.generation import Generation
        from retrieval.index.manifest import altered

        generation = Generation.head(self._index_dir)
        return altered(generation.folder, generation.manifest, generation.manifest.files)

    def evaluate(
        self,
        questions_file: Path,
        *,
        k: int = 3,
        against: Path | None = None,
        progress: Progress | None = None,
    ) -> EvalReport:
        """Asks a question set and scores the answers.

        Args:
            questions_file: JSON lines; see `retrieval.evaluation.questions`.
            k: How many quotes at most.
            against: The JSON of an earlier run, to compare this one with.
            progress: Told of questions asked.

        Returns:
            The figures and each question's outcome.

        Raises:
            QuestionSetError: The file cannot be read, or holds a question that cannot be asked; or
                the earlier run is none of this question set.
        """
        from retrieval.evaluation.evaluate import evaluate, load_questions

        report = progress or unwatched
        return evaluate(
            lambda question: self.ask(question, k=k),
            load_questions(questions_file),
            article_text=lambda article: self.article(article).text,
            against=against,
            progress=lambda done, total: report("ask", done, total),
        )

    @contextmanager
    def _generation(self) -> Iterator[Generation | None]:
        """What is in force, without a model where none is open; None where all was removed."""
        if self._current is not None:
            with self._current.in_force() as generation:
                yield generation
            return
        from retrieval.index.generation import Generation

        with closing(Generation.in_force(self._index_dir)) as own, own.damage_named():
            yield own

    def _opened(self) -> CurrentGeneration:
        return self._current or self.open()._opened()

    def _open(self, progress: Progress | None) -> CurrentGeneration:
        """Opens index and model side by side where the model needs no compiling."""
        from retrieval.index.in_force import current_generation
        from retrieval.index.manifest import read_manifest

        manifest = read_manifest(current_generation(self._index_dir))
        self.models.refuse_others(manifest)
        from retrieval.embedding.telemetry import import_onnxruntime

        encoder = partial(self.models.encoder, manifest.model, progress, manifest.encoder)
        compiled_first = encoder() if self.models.must_compile(manifest) else None
        import_onnxruntime()
        with ThreadPoolExecutor(1) as thread:
            opening = thread.submit(lambda: compiled_first or encoder())
            # Half of a second of imports, while the encoder is opened beside them.
            from retrieval.answering import pipeline  # noqa: F401
            from retrieval.index.current import CurrentGeneration
            from retrieval.index.store import LocalStore

            store = LocalStore(self._index_dir)
            opened = opening.result()
            opened_stages = self.models.stages_upon(opened, manifest.stages, progress)
            stages = tuple(stage.fingerprint for stage in opened_stages)
            return CurrentGeneration(store, opened, stages)
