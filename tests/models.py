"""Tiny sentence-transformers models of every shape, built from nothing."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

WIDTH = 32
WORDS = [
    "der", "die", "das", "ein", "eine", "und", "in", "auf", "mit", "von", "zu", "wann",
    "wo", "wer", "was", "wurde", "hat", "ist", "sind", "vertrag", "stadt", "rat", "fluss",
    "regen", "schule", "bürger", "meister", "haus", "halt", "jahr", "tag", "nacht", "tor",
    "auto", "bahn", "the", "of", "to", "a", "who", "when", "where", "river", "town",
    "council", "contract", "rain", "school",
]  # fmt: skip


def build(
    folder: Path,
    *,
    pooling: str = "mean",
    architecture: str = "bert",
    dense: int | None = None,
    normalise: bool = True,
    max_tokens: int = 64,
    include_prompt: bool = True,
    prompts: dict[str, str] | None = None,
    seed: int = 7,
) -> Path:
    """Saves a model with random weights, the same each time, and returns its folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import (
        Dense,
        Normalize,
        Pooling,
        Transformer,
    )

    from retrieval.embedding.compiling.load import no_progress_bars

    torch.manual_seed(seed)
    with no_progress_bars(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        inner = folder / "inner"
        ARCHITECTURES[architecture](inner, max_tokens)
        modules: list[Any] = [
            Transformer(str(inner), max_seq_length=max_tokens),
            Pooling(WIDTH, pooling_mode=pooling, include_prompt=include_prompt),
        ]
        if dense:
            modules.append(Dense(WIDTH, dense))
        if normalise:
            modules.append(Normalize())
        model = SentenceTransformer(modules=modules, prompts=prompts, device="cpu")
        model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def load(folder: Path) -> Any:
    """Loads a saved model as a user of sentence-transformers would."""
    from sentence_transformers import SentenceTransformer

    from retrieval.embedding.compiling.load import no_progress_bars

    with no_progress_bars(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def _bert(folder: Path, max_tokens: int) -> None:
    from transformers import BertConfig, BertModel

    tokenizer = wordpiece_tokenizer()
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=max_tokens,
        initializer_range=0.2,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _xlm_roberta(folder: Path, max_tokens: int) -> None:
    from transformers import XLMRobertaConfig, XLMRobertaModel

    tokenizer = unigram_tokenizer()
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer) + 3,  # published models, too, have more rows than tokens
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=max_tokens + 2,
        type_vocab_size=1,
        pad_token_id=1,
        initializer_range=0.2,
    )
    XLMRobertaModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _distilbert(folder: Path, max_tokens: int) -> None:
    from transformers import DistilBertConfig, DistilBertModel

    tokenizer = wordpiece_tokenizer()
    config = DistilBertConfig(
        vocab_size=len(tokenizer),
        dim=WIDTH,
        n_layers=2,
        n_heads=4,
        hidden_dim=64,
        max_position_embeddings=max_tokens,
        initializer_range=0.2,
    )
    DistilBertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _mpnet(folder: Path, max_tokens: int) -> None:
    """Attends with a bias of its own, outside the interface for attention."""
    from transformers import MPNetConfig, MPNetModel

    tokenizer = unigram_tokenizer()  # the model takes token 1 for padding
    config = MPNetConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=max_tokens + 2,
        initializer_range=0.2,
    )
    MPNetModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _qwen3(folder: Path, max_tokens: int) -> None:
    """Attends causally, with grouped queries and rotary positions."""
    from transformers import Qwen3Config, Qwen3Model

    tokenizer = wordpiece_tokenizer()
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        intermediate_size=64,
        max_position_embeddings=max_tokens,
        initializer_range=0.2,
    )
    Qwen3Model(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _modernbert(folder: Path, max_tokens: int) -> None:
    """Attends within a window in every layer but the first."""
    from transformers import ModernBertConfig, ModernBertModel

    tokenizer = wordpiece_tokenizer()
    config = ModernBertConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=max_tokens,
        local_attention=16,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.cls_token_id,
        cls_token_id=tokenizer.cls_token_id,
        eos_token_id=tokenizer.sep_token_id,
        sep_token_id=tokenizer.sep_token_id,
        initializer_range=0.2,
    )
    ModernBertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


ARCHITECTURES: dict[str, Callable[[Path, int], None]] = {
    "bert": _bert,
    "xlm-roberta": _xlm_roberta,
    "distilbert": _distilbert,
    "mpnet": _mpnet,
    "qwen3": _qwen3,
    "modernbert": _modernbert,
}


def _letters() -> list[str]:
    return [chr(code) for code in (*range(33, 127), *map(ord, "äöüßÄÖÜ„“–€"))]


def wordpiece_tokenizer() -> Any:
    from transformers import BertTokenizer

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*WORDS, *_letters(), *("##" + letter for letter in _letters())]
    vocabulary = {piece: token for token, piece in enumerate(dict.fromkeys(special + pieces))}
    return BertTokenizer(vocab=vocabulary, do_lower_case=False, strip_accents=False)


def unigram_tokenizer() -> Any:
    """As XLM-R's: longer pieces are more probable than the letters they are made of."""
    from transformers import XLMRobertaTokenizer

    from retrieval.embedding.bundled import nmt_nfkc_charsmap

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    # Two words of characters that are no pieces themselves.
    words = [*WORDS, "漢字", "字の森"]
    pieces = ["▁", *("▁" + word for word in words), *words, *_letters(), "<mask>"]
    scored = [(piece, -12.0 + 0.7 * len(piece)) for piece in dict.fromkeys(pieces)]
    return XLMRobertaTokenizer(
        vocab=[(piece, 0.0) for piece in special] + scored,
        _spm_precompiled_charsmap=nmt_nfkc_charsmap(),
    )


def open_embedded(threads: int | None = None) -> Any:
    """Opens the real model, compiled once into the user's cache folder (or WORTLAUT_CACHE_DIR)."""
    from retrieval.embedding.open import open_encoder

    chosen = os.environ.get("WORTLAUT_CACHE_DIR")
    return open_encoder(cache_dir=Path(chosen) if chosen else None, device="cpu", threads=threads)


def build_cross_encoder(
    folder: Path,
    *,
    architecture: str = "bert",
    labels: int = 1,
    max_tokens: int = 256,
    seed: int = 7,
) -> Path:
    """Saves a cross-encoder with random weights, the same each time, and returns its folder."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

    from retrieval.embedding.compiling.load import no_progress_bars

    torch.manual_seed(seed)
    with no_progress_bars(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        inner = folder / "inner"
        ARCHITECTURES[architecture](inner, max_tokens)
        config = AutoConfig.from_pretrained(inner, num_labels=labels)
        AutoModelForSequenceClassification.from_config(config).save_pretrained(inner)
        AutoTokenizer.from_pretrained(inner)
        CrossEncoder(str(inner), device="cpu", max_length=max_tokens).save_pretrained(
            str(folder / "model"), create_model_card=False
        )
    return folder / "model"
