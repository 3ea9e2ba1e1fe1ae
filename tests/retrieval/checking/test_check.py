"""Checking over the invented news of `tests.retrieval.press`, with a few articles more."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.checking.check import has_content_word
from retrieval.errors import QuestionError
from retrieval.library import Library
from retrieval.quotations import MAX_CHECKED_CHARS, AlterationKind, Fold, QuoteVerdict
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import ARTICLES, few_impostors, write_corpus

MORE = {
    "tabelle.md": """---
title: Was der Haushalt der Stadt Altenhagen vorsieht
---

## Ausgaben der Ämter im Überblick

| Amt | Ausgaben im Jahr |
|---|---|
| Bauamt | 4,2 Millionen Euro |
| Kulturamt der Stadt | 380.000 Euro |

Der Kämmerer nannte das „einen **mutigen** Entwurf“. Mehr sei [nicht zu holen](https://a.example/x).

Er sprach lange.

Dann wurde abgestimmt über alles.
""",
    "worte.md": """---
title: Worte
---

Das war es dann auch. Der Zug kam um 9 Uhr an -- pünktlich… so heißt es.

Rabbi Cohen sagte „שלום עולם לכולם“ und lachte 🎉 laut darüber.
""",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = write_corpus(tmp_path_factory.mktemp("checked") / "corpus", ARTICLES | MORE)
    with few_impostors():
        build_index(folder, folder.with_name("index"), TinyEncoder(), model="tiny")
    with Library(folder.with_name("index"), encoder=TinyEncoder()) as opened:
        yield opened


def one(library, text, **options):
    [quotation] = library.check(text, **options).quotations
    for place in quotation.occurrences:
        article = library.article(place.citation.article)
        source = article.title if place.in_title else article.text
        assert source[place.start : place.end] == place.text
    return quotation


def test_word_for_word_with_its_place(library):
    text = "Die Öffnung kostet im Jahr 84.000 Euro."
    quotation = one(library, text)
    [place] = quotation.occurrences
    assert (quotation.verdict, quotation.holds) == (QuoteVerdict.VERBATIM, True)
    assert (place.text, place.folds, place.citation.paragraph) == (text, (), 1)
    assert place.citation.article.endswith("bibliothek")


def test_every_place_is_named(library):
    words = "Bei einer Explosion in einem Getreidesilo in Altenhagen sind"
    quotation = one(library, words)
    articles = [place.citation.article for place in quotation.occurrences]
    assert articles == [
        f"2024-04-2{n}" for n in ("0-explosion-a", "0-explosion-b", "1-explosion-c")
    ]


def test_what_was_folded_is_named_where_it_stands(library):
    quotation = one(library, "die Öff\u00adnung kostet\nim Jahr 84.000 Euro!")
    [place] = quotation.occurrences
    assert place.text == "Die Öffnung kostet im Jahr 84.000 Euro"
    folds = {Fold.WHITE_SPACE, Fold.HYPHENATION, Fold.FIRST_LETTER, Fold.EDGE}
    assert set(place.folds) == folds


def test_a_number_is_named_before_a_word(library):
    quotation = one(library, "Die Schließung kostet im Jahr 85.000 Euro.")
    assert quotation.verdict is QuoteVerdict.ALTERED
    assert not quotation.holds
    named = [(a.kind, a.quoted, a.source) for a in quotation.alterations]
    assert named[0] == (AlterationKind.NUMBER, "85.000", "84.000")
    assert named[1][1:] == ("Schließung", "Öffnung")


def test_a_cut_that_is_marked_holds_in_one_article_alone(library):
    marked = one(library, "Das beschloss der Gemeinderat […] im Jahr 84.000 Euro.")
    assert (marked.verdict, marked.holds) == (QuoteVerdict.PIECED, True)
    assert [place.citation.paragraph for place in marked.occurrences] == [1, 1]
    backwards = one(library, "kostet im Jahr 84.000 Euro … beschloss der Gemeinderat")
    assert (backwards.verdict, backwards.marked, backwards.holds) == ("pieced", True, False)
    two = one(library, "Die Öffnung kostet im Jahr … erreichte 128 Kilometer in der Stunde.")
    assert (two.verdict, two.orderly, two.holds) == (QuoteVerdict.PIECED, False, False)


def test_a_cut_at_an_end_is_none(library):
    assert one(library, "… kostet im Jahr 84.000 Euro …").verdict is QuoteVerdict.VERBATIM


def test_brackets_stand_for_a_few_words(library):
    inside = one(library, "[d]ie Öffnung koste[t] im Jahr 84.000 Euro")
    assert inside.verdict is QuoteVerdict.VERBATIM
    put_in = one(library, "Besonders Familien [aus Lindau] das Angebot gewünscht.")
    assert (put_in.verdict, put_in.holds) == (QuoteVerdict.PIECED, True)
    assert put_in.occurrences[0].text == "Besonders Familien"


def test_an_altered_word_beside_a_cut(library):
    quotation = one(library, "Das verwarf der Gemeinderat … kostet im Jahr 84.000 Euro.")
    assert quotation.verdict is QuoteVerdict.ALTERED
    assert [(a.quoted, a.source) for a in quotation.alterations] == [("verwarf", "beschloss")]


def test_what_was_joined_and_does_not_say_so(library):
    quotation = one(
        library,
        "Die Stadtbibliothek von Lindau öffnet künftig auch am Sonntag. "
        "Sie will vor dem Verwaltungsgericht klagen.",
    )
    assert (quotation.verdict, quotation.marked, quotation.orderly) == ("pieced", False, True)
    assert not quotation.holds
    assert len(quotation.occurrences) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Die Katze schläft auf dem warmen Ofen und träumt.",
        "Mein Bruder sieht den Film heute zum dritten Mal.",
        "a" * 100_000,
        "aaaa " * 2_000,
        "שלום לך ידידי הטוב",
        "The mayor of Casterbridge sold his wife at a fair.",
    ],
)
def test_what_is_not_in_the_corpus(library, text):
    quotation = one(library, text)
    assert (quotation.verdict, quotation.holds) == (QuoteVerdict.NOT_IN_CORPUS, False)


@pytest.mark.parametrize(
    ("text", "in_title"),
    [
        ("Was der Haushalt der Stadt Altenhagen vorsieht", True),
        ("Stadtbibliothek bleibt sonntags geöffnet", True),
        ("Ausgaben der Ämter im Überblick", False),
        ("Kritik der Gewerkschaft", False),
    ],
)
def test_headlines_and_headings_are_text(library, text, in_title):
    quotation = one(library, text)
    assert quotation.verdict is QuoteVerdict.VERBATIM
    assert (quotation.occurrences[0].in_title, quotation.occurrences[0].text) == (in_title, text)


@pytest.mark.parametrize(
    "text",
    [
        "Kulturamt der Stadt 380.000 Euro",
        "Das Wasserwerk am Stadtr-\nand wird im Sommer geprüft.",
        "Der Kämmerer nannte das „einen mutigen Entwurf“. Mehr sei nicht zu holen.",
        "Er sprach lange.\n\nDann wurde abgestimmt",
        "Er sprach lange. Dann wurde abgestimmt über alles.",
        "kam um 9 Uhr an – pünktlich ... so heißt es",
        "Rabbi Cohen sagte „שלום עולם לכולם“ und lachte 🎉 laut darüber.",
        "שלום עולם לכולם",
        "Sie schlugen Borken mit 31:27.",
    ],
)
def test_hard_places(library, text):
    assert one(library, text).verdict is QuoteVerdict.VERBATIM


def test_a_text_with_quotations_has_each_checked(library):
    text = (
        "Vogt sprach von einem „Wohnzimmer für alle“.\n"
        '«Der Laubbläser gehört verboten», hieß es; und "so etwas sagte niemand je dort".\n'
        "Das sei „Irrsinn“."
    )
    report = library.check(text)
    verdicts = [(q.line, q.verdict.value) for q in report.quotations]
    assert verdicts == [(1, "verbatim"), (2, "verbatim"), (2, "not_in_corpus")]
    assert (report.short, report.whole, report.holds) == (1, False, False)
    assert all(text[q.start : q.end] == q.text for q in report.quotations)


def test_a_passage_that_holds_quotations_is_one_itself(library):
    text = "„Das war mein bestes Spiel“, sagte sie."
    report = library.check(text)
    assert report.whole
    assert report.quotations[0].text == text
    assert not library.check(text, draft=True).whole


def test_a_text_in_its_marks_is_that_quotation(library):
    report = library.check("„Hunde dürfen“")
    assert report.whole
    assert report.quotations[0].text == "Hunde dürfen"


def test_a_draft_without_quotations_has_none(library):
    report = library.check("Nichts steht hier in Zeichen, nur „Irre“ und „offen.", draft=True)
    assert (report.quotations, report.short, report.unclosed) == ((), 1, (1,))
    assert report.holds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "check.empty"),
        (" „“ ?! ", "check.empty"),
        ("Das war es dann auch", "check.no_content_word"),
        ("a " * MAX_CHECKED_CHARS, "check.too_long"),
    ],
)
def test_what_cannot_be_checked_is_refused_without_its_words(library, text, code):
    with pytest.raises(QuestionError) as caught:
        library.check(text)
    assert caught.value.problem.code == code
    assert "dann" not in str(caught.value)


def test_no_model_is_needed(library, tmp_path):
    unopened = Library(library._index_dir, cache_dir=tmp_path / "no-models")
    assert unopened.check("Hunde dürfen mit.").holds


def test_a_long_draft_is_checked_whole(library):
    line = "Sie sagte „Der Laubbläser gehört verboten“, er „Der Laubbläser gehört erlaubt“.\n\n"
    report = library.check(line * (100_000 // len(line)), draft=True)
    assert len(report.quotations) == 2 * (100_000 // len(line))
    assert {q.verdict.value for q in report.quotations} == {"verbatim", "altered"}


PIECES = [
    *("Die Öffnung kostet im Jahr", "84.000 Euro.", "Hunde dürfen mit.", "nicht", "Vogt", "das"),
    *("[…]", "...", "…", "[er]", "[d]ie", "„", "“", '"', "’", "\n\n", "\n", " ", "-\n", "–", "5 %"),
    *(
        "\u00ad",
        "\u200b",
        "e\u0301",
        "שלום",
        "🎉",
        "**",
        "](x)",
        "[",
        "]",
        "(",
        "|",
        "<b>",
        "\x1f",
        "\x00",
    ),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12), st.booleans())
def test_any_text_gives_slices_or_is_refused(library, pieces, draft):
    text = " ".join(pieces)
    try:
        report = library.check(text, draft=draft)
    except QuestionError:
        return
    for quotation in report.quotations:
        assert text[quotation.start : quotation.end] == quotation.text
        for place in quotation.occurrences:
            article = library.article(place.citation.article)
            source = article.title if place.in_title else article.text
            assert source[place.start : place.end] == place.text != ""
        for alteration in quotation.alterations:
            first, last = alteration.quoted_start, alteration.quoted_end
            assert quotation.text[first:last] == alteration.quoted != alteration.source
        assert (quotation.verdict is QuoteVerdict.ALTERED) == bool(quotation.alterations)


def sentences():
    """Whole sentences of the corpus that have a few words."""
    found = set()
    for text in ARTICLES.values():
        body = text.rpartition("---\n")[2]
        found.update(re.findall(r"(?<=[.!?] |\n\n)[A-ZÄÖÜ][^.!?\n„\"]{30,}[.!?](?=[ \n])", body))
    return sorted(s for s in found if not re.search(r"\d\.", s))


WAYS = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "narrow": lambda text: text.replace(" ", "\u202f", 2),
    "lines": lambda text: "\n".join(text.rsplit(" ", 3)),
    "hyphens": lambda text: re.sub(r"(?<=[a-zäöü]{3})(?=[a-zäöü]{3})", "-\n", text, count=1),
    "soft": lambda text: re.sub(r"(?<=[a-zäöü]{3})(?=[a-zäöü]{3})", "\u00ad", text),
    "bold": lambda text: text.replace(" ", " **", 1) + "**",
    "bare": lambda text: text.rstrip(".!?"),
}


def test_there_are_sentences_to_draw():
    assert len(sentences()) > 15


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sentences()), st.sets(st.sampled_from(sorted(WAYS)), max_size=2))
def test_any_sentence_is_found_however_it_is_written(library, sentence, ways):
    text = sentence
    for way in sorted(ways):
        text = WAYS[way](text)
    quotation = one(library, text)
    assert quotation.verdict is QuoteVerdict.VERBATIM
    assert quotation.occurrences[0].text in (sentence, sentence.rstrip(".!?"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sentences()), st.data())
def test_one_word_altered_is_told_and_named(library, sentence, data):
    # By what is left of it a sentence is looked for: a word at least that is no function word.
    words = [
        match
        for match in re.finditer(r"[^\W_]+", sentence)
        if has_content_word(sentence[: match.start()] + sentence[match.end() :])
    ]
    match = data.draw(st.sampled_from(words))
    text = f"{sentence[: match.start()]}Quastelbrumme{sentence[match.end() :]}"
    quotation = one(library, text)
    assert quotation.verdict is QuoteVerdict.ALTERED
    assert any("Quastelbrumme" in a.quoted for a in quotation.alterations)
