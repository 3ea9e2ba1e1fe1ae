"""What tantivy keeps of a passage: the fields, and the index terms that go into them.

A document is known by its *slot*, the order in which it was written; `slots.npy` says which passage
each slot is. So passages can be renumbered, as they are when an article is added before others,
without a document being written again.
"""

from __future__ import annotations

from typing import Final

import tantivy

from retrieval.index.keywords.analysis import tokens
from retrieval.index.keywords.index_terms import IndexTerms
from retrieval.language.stopwords import LANGUAGES, Language, language_of

WORD: Final = "word"
PART: Final = "part"
HEAD: Final = "head"
LANGUAGE: Final = "language"
SLOT: Final = "slot"

VOCABULARY_FILE: Final = "vocabulary.tsv"
SLOTS_FILE: Final = "slots.npy"
GONE: Final = -1
"""Stands in `slots.npy` for a document that no passage has any more."""


def schema() -> tantivy.Schema:
    """The fields of a document."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(SLOT, stored=False, indexed=True, fast=True)
    for field in (WORD, PART, HEAD):
        builder.add_text_field(
            field, stored=False, tokenizer_name="whitespace", index_option="freq"
        )
    builder.add_text_field(LANGUAGE, stored=False, tokenizer_name="raw", index_option="basic")
    return builder.build()


def document(slot: int, text: str, index_terms: IndexTerms, head: str = "") -> tantivy.Document:
    """The document of a passage, by the rules of the language its function words tell.

    Args:
        slot: Its slot.
        text: Its words.
        index_terms: By the corpus's compounds.
        head: What stands above it; see `headings`.

    Returns:
        The document.
    """
    language = language_of(tokens(text)) or LANGUAGES[0]
    wholes, parts = index_terms.of(text, language)
    made = tantivy.Document()
    made.add_unsigned(SLOT, slot)
    made.add_text(WORD, " ".join(wholes))
    made.add_text(PART, " ".join(parts))
    made.add_text(HEAD, " ".join(head_terms(head, language, index_terms)))
    made.add_text(LANGUAGE, language)
    return made


def head_terms(head: str, language: Language, index_terms: IndexTerms) -> list[str]:
    """The terms under which what stands above a text is found, whole and part, each once."""
    wholes, parts = index_terms.of(head, language)
    return list(dict.fromkeys((*wholes, *parts)))
