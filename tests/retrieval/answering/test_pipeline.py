import datetime as dt

from retrieval.answering.pipeline import explain
from tests.retrieval.press import generation_of


def test_what_can_be_named_is_named(press):
    parts = generation_of(press)
    nearest = press.ask("Wie heißt die Hauptstadt der Mongolei?").quotes
    refusal = explain(parts, "Wie heißt die Hauptstadt der Mongolei?", nearest)

    assert refusal.unknown_words == ("Hauptstadt", "Mongolei")
    assert refusal.nearest_title == nearest[0].citation.title
    assert explain(parts, "Mongolei?", nearest[1:2]).nearest_title == nearest[1].citation.title
    assert (refusal.first_date, refusal.last_date) == (dt.date(2023, 11, 4), dt.date(2025, 1, 7))


def test_words_that_stand_somewhere_are_not_named(press):
    parts = generation_of(press)
    assert explain(parts, "Wo liegt die Fußgängerbrücke?", ()).unknown_words == ()
    assert explain(parts, "Liegt die Rems in Kyoto?", ()).unknown_words == ("Kyoto",)
    assert explain(parts, "Sturm in Kyoto, KYOTO", ()).unknown_words == ("Kyoto",)


def test_without_a_nearest_passage_no_headline_is_named(press):
    assert explain(generation_of(press), "?!", ()).nearest_title is None
