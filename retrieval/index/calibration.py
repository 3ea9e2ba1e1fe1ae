"""What was found when an index was built: from which evidence on it is held to answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.index.keywords.analysis import question_language


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where answering begins for questions of one language.

    Attributes:
        evidence: The evidence at which confidence is one half.
        deviation: Robust standard deviation of the impostors' closeness, > 0: how steeply
            confidence rises.
    """

    evidence: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the builder found.

    Attributes:
        spread: Standard deviation of the cosines of unrelated questions and sentences, > 0.
        thresholds: By the question's language, and `other`.
    """

    spread: float
    thresholds: Mapping[str, Threshold]

    def confidence(self, question: str, evidence: float) -> float:
        """Logistic confidence that the corpus answers, in [0, 1]; one half at the threshold.

        Args:
            question: As asked; its language chooses the threshold.
            evidence: From `retrieval.answering.calibrate.evidence_of`.

        Returns:
            The confidence.
        """
        language = question_language(question) or "other"
        threshold = self.thresholds.get(language, self.thresholds["other"])
        distance = (evidence - threshold.evidence) / threshold.deviation
        return 1 / (1 + math.exp(-max(min(distance, 60.0), -60.0)))
