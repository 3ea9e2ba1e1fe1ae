"""The JSON API: the contract of the command line, errors as problems, its own description."""

import json

import pytest

from retrieval.receipt import receipt_id
from tests.e2e.articles import ARTICLES, QUESTION, SENTENCE

BRIDGE = "2025-01-18-bruecke"
TEXT = ARTICLES[f"{BRIDGE}.md"].split("---\n", 2)[2].strip()


def test_ask(web):
    answer = web.get("/api/ask", params={"q": QUESTION, "k": 1}).json()
    (quote,) = answer["quotes"]
    assert quote["highlight"]["text"] == SENTENCE
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]
    assert web.get(f"/api/quote/{quote['receipt']}").json()["words"] == quote["text"]


def test_check(web):
    report = web.post("/api/check", json={"text": f"„{SENTENCE}“"}).json()
    assert report["holds"] is True
    assert report["quotations"][0]["verdict"] == "verbatim"


def test_articles_and_one_of_them(web):
    listed = web.get("/api/articles").json()
    assert {each["id"] for each in listed} > {BRIDGE}
    article = web.get(f"/api/article/{BRIDGE}").json()
    assert article["text"] == TEXT
    first = article["paragraphs"][0]
    assert TEXT[first["start"] : first["end"]].startswith("Nach drei Jahren")
    assert web.get(article["reading"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/ask", 400),
        ("/api/ask?q=%20", 400),
        ("/api/ask?q=Wann?&k=0", 400),
        ("/api/ask?q=Wann?&k=21", 400),
        ("/api/ask?q=Wann?&k=%D9%A3", 400),
        ("/api/ask?q=Wann?&since=gestern", 400),
        ("/api/ask?q=%FF", 400),
        (f"/api/ask?q={'a' * 2001}", 400),
        ("/api/quote/xyz", 400),
        ("/api/article/fehlt", 404),
        ("/api/article/..%2F..%2Fetc%2Fpasswd", 404),
        ("/api/article/%00", 404),
        ("/api/nix", 404),
        ("/api", 404),
        ("/api/check", 405),
    ],
)
def test_a_problem_says_what_is_wrong(web, path, status):
    response = web.get(path)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert "/work" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"text": 5}', b'{"text": " "}', b"\xff", b"[" * 100_000]
)
def test_a_body_that_is_no_text_to_check(web, body):
    response = web.post("/api/check", content=body)
    assert response.status_code == 400
    assert response.json()["status"] == 400


def test_its_description_names_every_way(web):
    described = web.get("/api/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    id_ = receipt_id(BRIDGE, 0, 3, TEXT[:3])
    for path, methods in described["paths"].items():
        where = path.replace("/quote/{id}", f"/quote/{id_}").replace("{id}", BRIDGE)
        for method, operation in methods.items():
            content = json.dumps({"text": SENTENCE}) if method == "post" else None
            given = {"q": "Wann?"} if path == "/api/ask" else None
            response = web.request(method, where, params=given, content=content)
            assert response.status_code == 200, path
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            named = schema.get("$ref", "").rpartition("/")[2]
            if named:
                required = described["components"]["schemas"][named]["required"]
                assert set(required) <= set(response.json())
