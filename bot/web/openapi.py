"""The OpenAPI document of the JSON API.

Source: the OpenAPI Specification, version 3.1.0.
"""

from __future__ import annotations

from typing import Any, Final

from bot.web.asking import MAX_QUOTES
from retrieval.distribution import program_version
from retrieval.library import MAX_QUESTION_CHARS
from retrieval.quotations import MAX_CHECKED_CHARS

_DAY: Final = {"type": "string", "format": "date"}
_OBJECT: Final = {"type": "object"}


def document(server: str) -> dict[str, Any]:
    """Returns the document.

    Args:
        server: The server's address.

    Returns:
        An OpenAPI 3.1 object.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wortlaut",
            "summary": "Questions answered with passages of a corpus, word for word.",
            "version": program_version() or "0",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "security": [{}, {"token": []}],
        "paths": {
            "/api/ask": {
                "get": {
                    "operationId": "ask",
                    "summary": "Answers a question with quotes, or says that no article does.",
                    "parameters": [
                        _query("q", {"type": "string", "maxLength": MAX_QUESTION_CHARS}, True),
                        _query("k", {"type": "integer", "minimum": 1, "maximum": MAX_QUOTES}),
                        _query("since", _DAY),
                        _query("until", _DAY),
                        _query("publisher", {"type": "string"}),
                        _query("dates", {"type": "string", "enum": ["on", "off"]}),
                        _query("sort", {"type": "string", "enum": ["relevance", "date"]}),
                    ],
                    "responses": _responses("The answer.", _ref("Answer")),
                }
            },
            "/api/check": {
                "post": {
                    "operationId": "check",
                    "summary": "Says of each quotation in a text whether it stands in the corpus.",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["text"],
                                    "properties": {
                                        "text": {"type": "string", "maxLength": MAX_CHECKED_CHARS}
                                    },
                                }
                            }
                        },
                    },
                    "responses": _responses("What the corpus says.", _ref("CheckReport")),
                }
            },
            "/api/quote/{id}": {
                "get": {
                    "operationId": "quote",
                    "summary": "The words of a receipt, and what has become of them.",
                    "parameters": [_path("id", "The receipt's id.")],
                    "responses": _responses("The receipt.", _ref("Receipt")),
                }
            },
            "/api/articles": {
                "get": {
                    "operationId": "articles",
                    "summary": "All articles, newest first, without their texts.",
                    "responses": _responses("The list.", {"type": "array", "items": _OBJECT}),
                }
            },
            "/api/article/{id}": {
                "get": {
                    "operationId": "article",
                    "summary": "An article's text, and where its paragraphs begin and end in it.",
                    "parameters": [_path("id", "The article's id; `/` may stand in it.")],
                    "responses": _responses("The article.", _OBJECT),
                }
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Answer": _schema(
                    question={"type": "string"},
                    answered={"type": "boolean"},
                    certainty={"enum": ["answered", "unsure", "not_in_corpus"]},
                    confidence={"type": "number", "minimum": 0, "maximum": 1},
                    quotes={"type": "array", "items": _ref("Quote")},
                    took_ms={"type": "number"},
                ),
                "Quote": _schema(
                    text={"type": "string"},
                    start={"type": "integer"},
                    end={"type": "integer"},
                    highlight=_OBJECT,
                    receipt={"type": "string"},
                    citation=_OBJECT,
                ),
                "CheckReport": _schema(
                    holds={"type": "boolean"}, quotations={"type": "array", "items": _OBJECT}
                ),
                "Receipt": _schema(
                    receipt={"type": "string"},
                    state={"enum": ["unchanged", "moved", "changed", "gone", "unknown"]},
                    words={"type": ["string", "null"]},
                ),
                "Problem": _schema(
                    title={"type": "string"},
                    status={"type": "integer"},
                    detail={"type": "string"},
                    code={"type": "string"},
                ),
            },
        },
    }


def _schema(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: dict[str, Any], required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _path(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


def _responses(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    return {
        "200": {"description": description, "content": {"application/json": {"schema": schema}}},
        "default": {"description": "Why not.", "content": problem},
    }
