"""What editors are shown: a proposal, the progress of a build, its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.service.rebuild import Step
from bot.telegram.documents import Contents, is_repeated
from bot.telegram.rendering.citation import shorten
from bot.telegram.rendering.html import Fragment, bold, italic, join, quote_block, text
from bot.texts.counting import Count, decimal
from bot.texts.problems import in_words
from bot.texts.telegram import TelegramTexts
from retrieval.reports import BuildReport

if TYPE_CHECKING:
    from retrieval.library import Dropped, Proposal

_MAX_VALUE_UNITS: Final = 300
_MAX_DROPPED: Final = 12
_MAX_LINE_UNITS: Final = 120
_MAX_SKIPPED: Final = 5
_MAX_FIELDS: Final = 2


def render_proposal(proposal: Proposal, texts: TelegramTexts) -> str:
    """What was recognised in a document, and what would be left out of it."""
    article, labels = proposal.article, texts.shared.labels
    facts = (
        ("title", article.title),
        ("date", texts.day(article.date) if article.date else None),
        ("publisher", article.publisher),
        ("authors", ", ".join(article.authors) or None),
        ("section", article.section),
        ("url", article.url),
        ("", article.path),
    )
    lines = []
    for name, value in facts:
        shown = shorten(value or texts.proposal_none, _MAX_VALUE_UNITS)
        if name in proposal.guessed:
            shown = texts.shared.guess.format(value=shown)
        lines.append(text(f"{labels.get(name, texts.proposal_file)}: {shown}"))
    size = texts.proposal_size.format(
        words=Count(len(article.text.split())), paragraphs=Count(_paragraphs(article.text))
    )
    blocks = [
        join("\n", [bold(texts.proposal_header), *lines, *_problems(proposal, texts), text(size)]),
        quote_block(text(shorten(article.text, 400))),
        _dropped(proposal, texts),
    ]
    if proposal.guessed:
        named = ", ".join(labels[name] for name in proposal.guessed)
        blocks.insert(1, italic(texts.proposal_guessed.format(fields=named)))
    if proposal.duplicate is not None:
        same = texts.proposal_duplicate if is_repeated(proposal) else texts.proposal_similar
        if proposal.updates:
            same = texts.proposal_new_version
        blocks.append(bold(same.format(article=shorten(proposal.duplicate.id, 200))))
    return join("\n\n", blocks).html


def render_contents(name: str, found: Contents, summary: str, texts: TelegramTexts) -> str:
    """What a document that holds several articles holds, or what of it was added.

    Args:
        name: The document's.
        found: What it holds.
        summary: The sentence that counts.
        texts: The language.

    Returns:
        HTML.
    """
    entries = found.added + found.repeated + found.skipped
    counts = summary.format(
        name=shorten(name, 100),
        entries=Count(entries),
        added=Count(found.added),
        repeated=found.repeated,
        skipped=found.skipped,
    )
    blocks = [bold(counts)]
    labels = texts.shared.labels
    for fields in found.fields[:_MAX_FIELDS]:
        used = "; ".join(f"{labels[key]} ← {' / '.join(names)}" for key, names in fields.used)
        blocks.append(text(shorten(texts.several_fields.format(fields=used), _MAX_VALUE_UNITS)))
    titles = [f"– {shorten(title, _MAX_LINE_UNITS)}" for title in found.titles]
    if found.added > len(titles):
        titles.append(texts.and_more.format(count=found.added - len(titles)))
    problems = []
    for entry, problem in found.problems:
        reason = shorten(in_words(problem, texts.language, "telegram"), 200)
        problems.append(texts.rebuild_skipped.format(path=shorten(entry, 100), reason=reason))
    if found.skipped > len(problems):
        problems.append(texts.and_more.format(count=found.skipped - len(problems)))
    for lines in (titles, problems):
        if lines:
            blocks.append(quote_block(text("\n".join(lines)), expandable=len(lines) > 4))
    return join("\n\n", blocks).html


def render_step(step: Step, texts: TelegramTexts) -> str:
    """How far a build has come."""
    labels = {
        "read": texts.rebuild_stage_read,
        "embed": texts.rebuild_stage_embed,
        "write": texts.rebuild_stage_write,
        "compile": texts.rebuild_stage_compile,
    }
    if step.stage is None:
        return texts.rebuild_waiting
    return labels[step.stage].format(done=step.done, total=step.total)


def render_report(report: BuildReport, texts: TelegramTexts) -> str:
    """What a build did, as plain text; of skipped files the first five are named."""
    counts = {"articles": Count(report.articles), "passages": Count(report.passages)}
    if not report.articles:
        summary = texts.shared.corpus_emptied
    elif report.unchanged:
        summary = texts.rebuild_unchanged.format(**counts)
    else:
        summary = texts.rebuild_done.format(
            **counts,
            new=report.new,
            changed=report.changed,
            removed=report.removed,
            seconds=decimal(report.seconds, texts.language),
        )
    lines = [summary]
    for file in report.skipped[:_MAX_SKIPPED]:
        path, reason = (
            shorten(file.path, 100),
            shorten(in_words(file.problem, texts.language, "telegram"), 200),
        )
        lines.append(texts.rebuild_skipped.format(path=path, reason=reason))
    more = len(report.skipped) - _MAX_SKIPPED
    if more > 0:
        lines.append(texts.and_more.format(count=more))
    return "\n".join(lines)


def _problems(proposal: Proposal, texts: TelegramTexts) -> list[Fragment]:
    """What the document says and what cannot be used."""
    said = (in_words(each, texts.language, "telegram") for each in proposal.article.problems)
    return [text(f"⚠️ {shorten(each, _MAX_VALUE_UNITS)}") for each in said]


def _dropped(proposal: Proposal, texts: TelegramTexts) -> Fragment:
    lines = [_named(line, texts) for line in proposal.dropped if not line.moved]
    if not lines:
        return text(texts.proposal_nothing_dropped)
    shown = "\n".join(f"– {line}" for line in lines[:_MAX_DROPPED])
    more = len(lines) - _MAX_DROPPED
    if more > 0:
        shown += "\n" + texts.proposal_dropped_more.format(count=Count(more))
    long = len(lines) > 4
    return join("\n", [bold(texts.proposal_dropped), quote_block(text(shown), expandable=long)])


def _named(line: Dropped, texts: TelegramTexts) -> str:
    shown = shorten(line.text, _MAX_LINE_UNITS)
    if line.recurrence is None:
        return shown
    return texts.proposal_recurs.format(line=shown, count=Count(line.recurrence.articles))


def _paragraphs(body: str) -> int:
    return sum(bool(block.strip()) for block in body.split("\n\n"))
