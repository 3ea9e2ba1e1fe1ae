"""What was found when an index was built: from which evidence on it is held to answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where answering begins for questions of one language.

    Attributes:
        evidence: The evidence at which confidence is one half.
        deviation: How flatly confidence rises, > 0: a robust standard deviation of the impostors'
            closeness, or what a regression gave.
    """

    evidence: float
    deviation: float

    @classmethod
    def through(cls, confidence: float, evidence: float, deviation: float) -> Self:
        """The threshold of that deviation under which some evidence gives a confidence."""
        return cls(evidence - cls(0.0, deviation).evidence_at(confidence), deviation)

    def evidence_at(self, confidence: float) -> float:
        """The evidence that gives a confidence, which lies between 0 and 1."""
        return self.evidence + self.deviation * math.log(confidence / (1 - confidence))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the builder found.

    Attributes:
        spread: Standard deviation of the cosines of unrelated questions and sentences, > 0.
        thresholds: By the question's language, and `other`.
    """

    spread: float
    thresholds: Mapping[str, Threshold]

    def threshold(self, language: str | None) -> Threshold:
        """The threshold for questions of a language, or of one that cannot be told."""
        return self.thresholds.get(language or "other", self.thresholds["other"])

    def confidence(self, language: str | None, evidence: float) -> float:
        """Logistic confidence that the corpus answers, in [0, 1]; one half at the threshold.

        Args:
            language: The question's, if it can be told.
            evidence: From `retrieval.answering.pipeline.evidence_of`.

        Returns:
            The confidence.
        """
        threshold = self.threshold(language)
        distance = (evidence - threshold.evidence) / threshold.deviation
        return 1 / (1 + math.exp(-max(min(distance, 60.0), -60.0)))
