"""`wortlaut doctor`: examines the installation; each finding comes with its remedy.

A check is a function of the session that returns findings. `CHECKS` lists them; a face adds its own
by naming it there as `module:function`, imported when the doctor calls and not before. A check that
breaks is itself a finding: the others still run. No finding ever holds a secret.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from bot.answer_json import to_line
from bot.cli.session import Session
from bot.cli.streams import is_styled, write_json, write_line
from bot.escape import one_line
from bot.texts.texts import Texts

Severity = Literal["ok", "note", "warning", "error"]
Check = Callable[[Session], Iterable["Finding"]]

CHECKS = (
    "bot.cli.checks:settings",
    "bot.cli.checks:dependencies",
    "bot.cli.checks:corpus",
    "bot.cli.checks:index",
    "bot.cli.checks:model",
    "bot.cli.checks:disk",
    "bot.cli.checks:memory",
    "bot.cli.checks:telegram_token",
    "bot.telegram.doctor:telegram",
)
_SIGNS: dict[Severity, str] = {"ok": "+", "note": "i", "warning": "!", "error": "x"}
_COLOURS: dict[Severity, str] = {"ok": "green", "note": "blue", "warning": "yellow", "error": "red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at.

    Attributes:
        name: What, in a word.
        severity: `error` stands in the way of answering; `warning` will, or costs something.
        message: One line: what was seen.
        remedy: One line: what to do; None where nothing need be done.
    """

    name: str
    severity: Severity
    message: str
    remedy: str | None = None


def examine(session: Session, checks: Iterable[str] = CHECKS) -> list[Finding]:
    """Runs the checks in order.

    Args:
        session: The settings to examine.
        checks: Which, as `module:function`.

    Returns:
        Every finding.
    """
    findings: list[Finding] = []
    for name in checks:
        module, _, function = name.partition(":")
        try:
            check: Check = getattr(importlib.import_module(module), function)
            findings += check(session)
        except Exception as error:
            seen = f"{type(error).__name__}: {error}"
            findings.append(
                Finding(function, "error", one_line(seen), session.texts.doctor["broken_check"])
            )
    return findings


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
