"""SentencePiece's normalisation rules, as bytes.

A charsmap is the compiled form of such rules that a SentencePiece model carries. Only compiling
needs it; what answering opens is the model that `rules_from` wraps around it.
"""

from __future__ import annotations

from typing import Any


def nmt_nfkc_charsmap() -> bytes:
    """The charsmap of the rule `nmt_nfkc`: NFKC, and white space and control characters folded."""
    from sentencepiece import SentencePieceNormalizer

    rule = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto()
    charsmap: bytes = _model_type().FromString(rule).normalizer_spec.precompiled_charsmap
    return charsmap


def rules_from(charsmap: bytes) -> bytes:
    """A serialised SentencePiece model that holds a charsmap and nothing else."""
    model = _model_type()()
    model.normalizer_spec.precompiled_charsmap = charsmap
    serialised: bytes = model.SerializeToString()
    return serialised


def _model_type() -> Any:  # noqa: ANN401 (generated code, without types)
    from sentencepiece import sentencepiece_model_pb2

    return sentencepiece_model_pb2.ModelProto  # type: ignore[attr-defined]
