import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.near_identical import near_identical

COPY = (
    "Bei einer Explosion in einem Getreidesilo in Altenhagen sind am Freitag nach Angaben der"
    " Polizei drei Arbeiter schwer verletzt worden."
)

SAME = {
    "the very same": COPY,
    "day left out": COPY.replace(" am Freitag", ""),
    "comma added": COPY.replace("Altenhagen", "Altenhagen,"),
    "another quotation mark": COPY.replace("Getreidesilo", "„Getreidesilo“"),
    "upper case": COPY.upper(),
    "a word replaced": COPY.replace("worden", "gewesen"),
    "an article replaced": COPY.replace("einem Getreidesilo", "dem Getreidesilo"),
    "white space": COPY.replace(" ", "\n"),
}
OTHER = {
    "a number word": COPY.replace("drei", "vier"),
    "a number in digits": COPY.replace("drei", "3").replace("3", "4"),
    "a number added": COPY.replace("Arbeiter", "Arbeiter (47, 52 und 60)"),
    "a number left out": COPY.replace("drei Arbeiter", "Arbeiter"),
    "a negation": COPY.replace("schwer", "nicht schwer"),
    "none of them": COPY.replace("drei", "keine"),
    "another sentence": "Der Landrat kündigte an, alle Silos im Kreis prüfen zu lassen.",
    "another desk's words": "Nach Angaben der Polizei in Altenhagen sind am Freitag drei Arbeiter"
    " schwer verletzt worden, als ein Getreidesilo in die Luft flog.",
    "nothing": "",
    "half of it": COPY[: len(COPY) // 2],
}


@pytest.mark.parametrize("how", SAME)
def test_the_same_words_are_near_identical(how):
    assert near_identical(COPY, SAME[how])
    assert near_identical(SAME[how], COPY)


@pytest.mark.parametrize("how", OTHER)
def test_a_contradiction_or_another_sentence_is_not(how):
    assert not near_identical(COPY, OTHER[how])
    assert not near_identical(OTHER[how], COPY)


LONG = "Die Regierung teilte am Abend nach einer langen Sitzung in der Hauptstadt mit, {}."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("es gehe um 5 Millionen Euro", "es gehe um 5 Milliarden Euro"),
        ("dreiundzwanzig Soldaten seien frei", "vierundzwanzig Soldaten seien frei"),
        ("die Hälfte der Truppen ziehe ab", "ein Drittel der Truppen ziehe ab"),
        ("die zweite Runde sei gut", "die dritte Runde sei gut"),
        ("das Abkommen gelte", "das Abkommen gelte nicht"),
        ("niemand sei verletzt", "jemand sei verletzt"),
        ("es gebe 1.500 Zeugen", "es gebe 1.600 Zeugen"),
        ("it is safe", "it isn't safe"),
        ("twelve men were freed", "twenty men were freed"),
    ],
)
def test_what_decides_is_never_taken_for_the_same(one, other):
    assert not near_identical(LONG.format(one), LONG.format(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ein Treffen sei geplant", "das Treffen sei geplant"),
        ("man rede und verhandle", "man rede, verhandle"),
        ("eine Einigung sei nah", "die Einigung sei nah"),
    ],
)
def test_articles_and_conjunctions_decide_nothing(one, other):
    assert near_identical(LONG.format(one), LONG.format(other))


@given(st.text(max_size=80))
def test_every_text_is_near_identical_to_itself(text):
    assert near_identical(text, text)


@given(
    st.lists(st.sampled_from(["a", "nicht", "7", "und", "drei", "Haus"]), max_size=12),
    st.lists(st.sampled_from(["a", "nicht", "7", "und", "drei", "Haus"]), max_size=12),
)
def test_the_order_of_the_two_does_not_matter_where_one_decides(one, other):
    decisive = {"nicht", "7", "drei"}
    if sorted(decisive & set(one)) != sorted(decisive & set(other)):
        assert not near_identical(" ".join(one), " ".join(other))
        assert not near_identical(" ".join(other), " ".join(one))
