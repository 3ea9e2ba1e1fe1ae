"""Confidence is fitted: what is promised and what came are brought together."""

from __future__ import annotations

import math
import random
from types import SimpleNamespace

import pytest

from retrieval.answering import calibrate
from training.confidence import fit_margins

MARGINS = {"de": calibrate.MARGIN_READ, "en": calibrate.MARGIN_READ_ACROSS_LANGUAGES}
SLOPE = calibrate.SLOPE_READ


def logistic(odds):
    return 1 / (1 + math.exp(-odds))


def outcomes(count, same, across, slope, dice):
    """As they come where first quotes answer as often as other margins would say."""
    true = {"de": same, "en": across}
    found = []
    for number in range(count):
        language = "de" if number % 3 else "en"
        evidence = dice.uniform(0, 9)
        promised = logistic((evidence - MARGINS[language]) / SLOPE)
        kept = logistic((evidence - true[language]) / slope)
        found.append(outcome(promised, language, dice.random() < kept))
    return found


def outcome(confidence, language, right):
    asked = SimpleNamespace(language=language)
    return SimpleNamespace(confidence=confidence, question=asked, first_quote_right=right)


def test_margins_and_slope_that_hold_are_found():
    dice = random.Random(0)  # noqa: S311
    found = fit_margins(outcomes(20_000, 5.5, 2.0, 1.2, dice))
    assert found == pytest.approx((5.5, 2.0, 1.2), abs=0.15)


def test_what_was_held_or_is_not_known_teaches_nothing():
    dice = random.Random(1)  # noqa: S311
    known = outcomes(2_000, 4.0, 3.0, 2.0, dice)
    held = [outcome(value, "de", True) for value in (0.0, 0.16, 0.8 * 0.2, 0.6, 1.0)]
    unknown = [outcome(0.5, "de", None)]
    assert fit_margins([*known, *held * 100, *unknown * 100]) == fit_margins(known)
