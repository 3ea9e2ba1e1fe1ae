"""`wortlaut doctor`: examines the installation; each finding comes with its remedy.

`bot.cli.checks` lists what is looked at. A check that breaks is itself a finding: the others still
run. No finding ever holds a secret.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

from bot.answer_json import to_line
from bot.cli import options
from bot.cli.checks import CHECKS, Check
from bot.cli.debug import show_traceback
from bot.cli.options import Session
from bot.cli.streams import is_styled, write_json, write_line
from bot.escape import one_line
from bot.finding import Finding, Severity
from bot.settings import read_settings
from bot.texts.languages import texts_for
from bot.texts.problems import in_words
from bot.texts.texts import Texts
from retrieval.machine import exhausted

_SIGNS: Final[dict[Severity, str]] = {"ok": "+", "note": "i", "warning": "!", "error": "x"}
_COLOURS: Final[dict[Severity, str]] = {
    "ok": "green",
    "note": "blue",
    "warning": "yellow",
    "error": "red",
}


def doctor(
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Examines the installation; each finding comes with its remedy.

    Ends with status 1 if anything stands in the way of answering.
    """
    chosen, problems = read_settings(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    session = Session(chosen, texts_for(chosen.language))
    remedy = session.texts.doctor["settings_wrong_do"]
    findings = [
        Finding("settings", "error", in_words(problem, session.texts.language), remedy)
        for problem in problems
    ]
    findings += examine(session, CHECKS[1:] if problems else CHECKS)
    return write_findings(findings, session.texts, as_json=json)


def examine(session: Session, checks: Iterable[Check]) -> list[Finding]:
    """Runs the checks in order.

    Args:
        session: The settings to examine.
        checks: Which.

    Returns:
        Every finding.
    """
    findings: list[Finding] = []
    for check in checks:
        try:
            findings += check(session)
        except Exception as error:
            show_traceback(error)
            findings.append(_broken(check.__name__, error, session.texts))
    return findings


def _broken(name: str, error: Exception, texts: Texts) -> Finding:
    if reason := exhausted(error):
        return Finding(name, "error", in_words(reason, texts.language))
    seen = f"{type(error).__name__}: {error}"
    return Finding(name, "error", one_line(seen), texts.doctor["broken_check"])


def write_findings(findings: list[Finding], texts: Texts, *, as_json: bool) -> int:
    """Writes the findings to standard output.

    Args:
        findings: From `examine`.
        texts: In which language.
        as_json: One JSON array instead of lines.

    Returns:
        The exit status: 1 if any finding is an error.
    """
    if as_json:
        write_json(to_line([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            _write(finding, texts)
    return int(any(finding.severity == "error" for finding in findings))


def _write(finding: Finding, texts: Texts) -> None:
    head = f"{_SIGNS[finding.severity]} {finding.name}: "
    remedy = f"    → {one_line(finding.remedy)}" if finding.remedy else None
    if not is_styled(sys.stdout):
        write_line(head + one_line(finding.message))
        if remedy:
            write_line(remedy)
        return
    from rich.text import Text

    from bot.cli.terminal_colour import styled_console

    console = styled_console(sys.stdout)
    console.print(Text(head, style=_COLOURS[finding.severity]) + Text(one_line(finding.message)))
    if remedy:
        console.print(Text(remedy, style="bold"))
