"""Hits → quotes. The contract's checks over many questions stand in `test_search.py`."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from retrieval.answering.question import Question
from retrieval.answering.quote import quote_hits
from retrieval.answering.rank import rank
from retrieval.answering.windows import LONG_QUOTE_CHARS, QUOTE_CHARS
from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import (
    LONG_SENTENCE,
    QUESTIONS,
    few_impostors,
    generation_of,
    write_corpus,
)

EXPLOSION = "Wie viele Arbeiter wurden bei der Explosion im Getreidesilo in Altenhagen verletzt?"


def quotes(searcher, question, k=10):
    generation = generation_of(searcher)
    asked = embedded(question, k)
    hits = rank(generation, asked, generation.manifest.calibration.spread)
    return [quote for quote, _ in quote_hits(generation, asked, hits)]


def embedded(question, k):
    plain = Question.embedded(question, TinyEncoder().embed_questions([question])[0])
    return replace(plain, k=k)


def articles(found):
    return [quote.citation.article for quote in found]


def test_the_citation_is_complete(press):
    [quote, *_] = quotes(press, QUESTIONS[0])
    citation = quote.citation

    assert citation.article == "2024-03-02-fussgaengerbruecke"
    assert citation.title == "Neue Fußgängerbrücke über die Rems"
    assert citation.publisher == "Elbkurier"
    assert citation.date == dt.date(2024, 3, 2)
    assert citation.path == "corpus/2024-03-02-fussgaengerbruecke.md"
    assert citation.plain_url == "https://elbkurier.example/lokales/bruecke#inhalt"
    assert citation.url.startswith("https://elbkurier.example/lokales/bruecke#inhalt:~:text=Die%20")
    assert citation.paragraph == 1


def test_an_article_without_an_address_has_none(press):
    [quote, *_] = quotes(press, "Wie schnell war der Sturm?")
    assert (quote.citation.url, quote.citation.plain_url) == (None, None)


def test_the_highlight_is_the_sentence_that_answers(press):
    for question, highlight in (
        (QUESTIONS[0], "Die Fußgängerbrücke über die Rems wird am 14. Mai 2024 eröffnet."),
        ("Wie lang ist die Brücke?", "Sie ist 62 Meter lang und ruht auf zwei Pfeilern."),
        ("Wie schnell war der Sturm?", "Der Sturm erreichte 128 Kilometer in der Stunde."),
        ("Was sagte Moira Lamb?", '"Nobody asked us," said Moira Lamb, who runs two boats.'),
    ):
        assert quotes(press, question)[0].highlight.text == highlight


def test_agency_copy_is_shown_once_and_the_other_articles_are_named(press):
    found = quotes(press, EXPLOSION)
    [copied] = [quote for quote in found if quote.also_in]
    shown = [copied.citation.article, *(citation.article for citation in copied.also_in)]

    assert sorted(shown) == ["2024-04-20-explosion-a", "2024-04-20-explosion-b"]
    assert copied.also_in[0].title != copied.citation.title
    assert articles(found).count(shown[1]) == 0


def test_agency_copy_of_the_last_quote_is_named_too(press):
    first, last = quotes(press, EXPLOSION, 2)
    assert first.also_in == ()
    assert last.citation.article == "2024-04-20-explosion-b"
    assert [citation.article for citation in last.also_in] == ["2024-04-20-explosion-a"]


def test_a_report_of_another_number_is_shown_beside_it(press):
    found = quotes(press, EXPLOSION)
    assert "2024-04-21-explosion-c" in articles(found)
    assert all(
        citation.article != "2024-04-21-explosion-c"
        for quote in found
        for citation in quote.also_in
    )


def test_no_more_than_asked_for_and_fewer_where_there_is_no_more(press):
    everything = quotes(press, EXPLOSION, 100)
    for k in range(1, 5):
        found = quotes(press, EXPLOSION, k)
        assert len(found) == k
        assert [q.text for q in found] == [q.text for q in everything[:k]]
    assert 5 < len(everything) < 20


def test_no_hits_no_quotes(press):
    assert quote_hits(generation_of(press), embedded("x", 3), []) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_are_short_enough_to_read_on_a_phone(press, question):
    found = quotes(press, question)
    for place, quote in enumerate(found):
        limit = LONG_QUOTE_CHARS if place == 0 else QUOTE_CHARS
        assert len(quote.text) <= max(limit, len(quote.highlight.text))


def test_a_sentence_above_every_limit_is_quoted_whole(press):
    [quote, *_] = quotes(press, "Was muss der Gutachter an der Leitung prüfen?")
    assert quote.highlight.text == LONG_SENTENCE
    assert len(LONG_SENTENCE) > LONG_QUOTE_CHARS
    assert quote.text == LONG_SENTENCE


def test_a_negation_parts_two_reports(tmp_path):
    report = (
        "Der Hafenbetreiber von Norddeich hat am Montag bestätigt, dass die Fähre nach Juist nach"
        " der Reparatur wieder {}fahren wird."
    )
    corpus = write_corpus(
        tmp_path / "corpus",
        {
            "a.md": f"# Fähre fährt\n\n{report.format('')}\n",
            "b.md": f"# Fähre fährt\n\n{report.format('')}\n",
            "c.md": f"# Fähre liegt\n\n{report.format('nicht ')}\n",
        },
    )
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as searcher:
        found = quotes(searcher, "Wird die Fähre nach Juist wieder fahren?")
    pairs = [(q.citation.article, [c.article for c in q.also_in]) for q in found]
    assert sorted(pairs) == [("a", ["b"]), ("c", [])]


def test_a_sentence_an_article_says_twice_is_not_also_in_that_article(tmp_path):
    said = "Die Fähre nach Juist fährt nach der langen Reparatur wieder, sagte der Betreiber."
    rest = "Das Wetter war schön, die Stimmung gut und der Hafen voller Menschen. " * 2
    corpus = write_corpus(
        tmp_path / "corpus", {"a.md": f"# Fähre\n\n{said} {rest}\n\n{rest} {said}\n"}
    )
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as searcher:
        found = quotes(searcher, "Fährt die Fähre nach Juist nach der Reparatur wieder?")
    assert [q.highlight.text for q in found] == [said, said]
    assert [q.also_in for q in found] == [(), ()]


def test_short_paragraphs_joined_to_one_passage_are_one_place(press):
    found = quotes(press, "Dürfen Hunde mit, müssen Radfahrer absteigen?", 100)
    texts = "\n".join(q.text for q in found if q.citation.article.endswith("bruecke"))
    assert texts.count("Hunde dürfen mit.") == 1
    assert texts.count("Radfahrer müssen absteigen.") == 1


def test_the_languages_agree_before_words_count(press):
    """A German question's words are not looked for in English sentences, and the other way."""
    parts, spread = generation_of(press), generation_of(press).manifest.calibration.spread
    question = "Wann wird der harbour of Brackwater dredged?"
    vector = np.zeros(64, np.float32)
    vector[0] = 1
    asked = Question.embedded(question, vector)
    hits = rank(parts, asked, spread)
    [harbour, *_] = [hit for hit in hits if not hit.same_language]
    [(quote, hit)] = quote_hits(parts, asked, [harbour])
    assert hit is harbour
    sentences = parts.catalog.sentences(
        range(harbour.passage.first_sentence, harbour.passage.end_sentence)
    )
    rows = parts.sentence_vectors[sentences[0].number : sentences[-1].number + 1]
    nearest = sentences[int(np.argmax(rows.astype(np.float32) @ vector))]
    assert quote.highlight.start == nearest.start


def test_an_article_that_copies_a_sentence_twice_is_named_once(tmp_path):
    said = "Die Fähre nach Juist fährt nach der langen Reparatur wieder, sagte der Betreiber."
    rest = "Das Wetter war schön, die Stimmung gut und der Hafen voller Menschen. " * 2
    corpus = write_corpus(
        tmp_path / "corpus",
        {
            "a.md": f"# Fähre\n\n{said}\n",
            "b.md": f"# Hafen\n\n{said} {rest}\n\n{rest} {said}\n",
        },
    )
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as searcher:
        for k in (1, 5):
            found = quotes(searcher, "Fährt die Fähre nach Juist nach der Reparatur wieder?", k)
            [copied] = [q for q in found if q.highlight.text == said]
            assert [c.article for c in (copied.citation, *copied.also_in)] == ["a", "b"]


JOINED = [
    ("Radfahrer müssen absteigen.", "Hunde dürfen mit an die Leine.", "Dürfen Hunde mit?"),
    ("Es regnete.", "Die Wanderer froren am Gipfel.", "Wo froren die Wanderer?"),
    ("- Mittwoch: Kuchen", "- Donnerstag: Suppe mit Linsen", "Wann gibt es Suppe mit Linsen?"),
    ("Tickets are sold out.", "Doors open at seven.", "When do the doors open?"),
    ("„Nie wieder.“", "„Wir kommen nächstes Jahr zurück“, rief Ute Brahm.", "Was rief Ute Brahm?"),
]


@pytest.mark.parametrize(("before", "answering", "question"), JOINED)
def test_the_paragraph_cited_is_the_highlights_where_the_quote_begins_earlier(
    tmp_path, before, answering, question
):
    """Short paragraphs are joined to one passage, and one quote may hold several of them."""
    articles = {
        "a.md": f"# Eins\n\n{before}\n\n{answering}\n",
        "b.md": f"# Zwei\n\n{before}\n\nEtwas anderes.\n\n{answering}\n",
    }
    corpus = write_corpus(tmp_path / "corpus", articles)
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as library:
        [found, *_] = quotes(library, question)
        cited = [found.citation, *found.also_in]
        marked = {c.article: library.paragraphs(c.article)[c.paragraph - 1].text for c in cited}
    assert found.highlight.text in answering
    assert before.strip("- ") in found.text
    assert marked == {"a": found.highlight.text, "b": found.highlight.text}


SAILS = "Die Fähre nach Juist fährt nach der langen Reparatur seit Montag wieder jeden Tag."
COSTS = "Eine Fahrkarte für Erwachsene kostet zwölf Euro und gilt bis zum Abend."
FILLER = "Das Wetter war schön, die Stimmung gut und der Hafen voller Menschen. " * 14


def test_a_copy_is_named_by_its_own_quote_and_only_where_its_paragraph_is_not_shown(tmp_path):
    """Two quotes; a copy of the first one's highlight stands in the paragraph of the second."""
    corpus = write_corpus(
        tmp_path / "corpus",
        {
            "a.md": f"# Fahrt\n\n{SAILS}\n",
            "b.md": f"# Preis\n\n{COSTS} {FILLER}{SAILS}\n",
            "c.md": f"# Meldung\n\n{SAILS}\n",
            "d.md": f"# Tarif\n\n{COSTS}\n",
        },
    )
    with few_impostors():
        build_index(corpus, tmp_path / "index", TinyEncoder())
    with Library(tmp_path / "index", encoder=TinyEncoder()) as library:
        generation = generation_of(library)
        asked = embedded("Fährt die Fähre nach Juist wieder, was kostet die Fahrkarte?", 2)
        texts = {n: article.text for n, article in generation.catalog.iterate()}
        found = rank(generation, asked, generation.manifest.calibration.spread)

        def hit(article, words):
            return next(
                hit
                for hit in found
                if generation.catalog.articles_by_number([hit.passage.article])[
                    hit.passage.article
                ].id
                == article
                and words in texts[hit.passage.article][hit.passage.start : hit.passage.end]
            )

        copy = hit("b", SAILS)
        assert copy.passage.number != hit("b", COSTS).passage.number
        hits = [hit("a", SAILS), hit("b", COSTS), copy, hit("c", SAILS), hit("d", COSTS)]
        first, second = (quote for quote, _ in quote_hits(generation, asked, hits))
    assert [first.highlight.text, second.highlight.text] == [SAILS, COSTS]
    assert [citation.article for citation in first.also_in] == ["c"]
    assert [citation.article for citation in second.also_in] == ["d"]
