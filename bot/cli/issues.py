"""What `wortlaut articles --check` shows: each article that needs a look, and what mends it."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from bot.answer_json import to_line
from bot.cli.options import Session
from bot.cli.streams import write_json, write_line
from bot.escape import one_line
from bot.texts.problems import in_words
from bot.texts.texts import Language, Texts
from retrieval.library import CorpusFolder, Library

if TYPE_CHECKING:
    from retrieval.article import ArticleSummary
    from retrieval.library import MetadataIssue

_OPTIONS: Final = {
    "title": ("--title", "TEXT"),
    "date": ("--date", "DAY"),
    "publisher": ("--publisher", "NAME"),
    "url": ("--url", "URL"),
    "authors": ("--author", "NAME"),
}


def write_issues(session: Session, library: Library, *, json: bool) -> int:
    """Writes what needs a look in the articles' metadata, and the remedies.

    Args:
        session: The language, and the corpus folder that remedies name.
        library: Open.
        json: As one JSON array.

    Returns:
        The exit status: 1 if there is anything.
    """
    found, texts = library.metadata_issues(), session.texts
    if json:
        write_json(to_line([_record(article, issues, session) for article, issues in found]))
        return int(bool(found))
    for article, issues in found:
        write_line(one_line(article.id))
        for issue in issues:
            label = texts.shared.labels[issue.key]
            shown = texts.issues[issue.kind].format(value=_shown(issue, texts))
            write_line(f"  {label}: {one_line(shown)}")
        for problem in article.problems:
            write_line(f"  {one_line(in_words(problem, texts.language))}")
        write_line(f"  → {one_line(remedy(article, issues, session))}")
    count = texts.count(library.info.articles, texts.articles)
    said = texts.issues_found if found else texts.issues_none
    write_line(said.format(n=len(found), articles=count))
    return int(bool(found))


def remedy(article: ArticleSummary, issues: Sequence[MetadataIssue], session: Session) -> str:
    """The command line that mends an article's metadata; where none does, what to do.

    A guess stands in it as it is, so that whoever finds it right confirms it; whatever else is to
    be filled in. A file without front matter is taken out of the corpus folder and added.

    Args:
        article: Which.
        issues: What is wrong with it.
        session: Says where the corpus is, and the language of what is to be filled in.

    Returns:
        One line for a POSIX shell, or for whoever has an editor.
    """
    if not issues:
        return session.texts.mend_by_hand.format(path=session.settings.corpus_dir / article.path)
    given = [word for issue in issues for word in _given(issue, session.texts.language)]
    path = PurePath(article.path)
    if CorpusFolder.has_front_matter(path.suffix):
        return shlex.join(["wortlaut", "edit", article.id, *given])
    out = shlex.join(["mv", str(session.settings.corpus_dir / path), "."])
    return f"{out} && {shlex.join(['wortlaut', 'add', path.name, *given])}"


def _given(issue: MetadataIssue, language: Language) -> list[str]:
    option, metavar = _OPTIONS[issue.key]
    if issue.kind != "guessed":
        if language == "de":
            from bot.texts.help import METAVARS

            metavar = METAVARS.get(metavar, metavar)
        return [option, metavar]
    values = issue.value.split(", ") if issue.key == "authors" else [issue.value]
    return [word for value in values for word in (option, value)]


def _shown(issue: MetadataIssue, texts: Texts) -> str:
    is_day = issue.key == "date" and issue.value
    return texts.day(dt.date.fromisoformat(issue.value)) if is_day else issue.value


def _record(
    article: ArticleSummary, issues: Sequence[MetadataIssue], session: Session
) -> dict[str, object]:
    listed = [{"key": i.key, "kind": i.kind, "value": i.value} for i in issues]
    mended = remedy(article, issues, session)
    said = [in_words(problem, session.texts.language) for problem in article.problems]
    return {
        "id": article.id,
        "path": article.path,
        "issues": listed,
        "problems": said,
        "remedy": mended,
    }
