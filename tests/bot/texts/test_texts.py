import dataclasses
import datetime as dt
import string
from typing import get_args

import pytest

from bot.texts.languages import help_language, locale_language, texts_for
from bot.texts.shared import SharedTexts
from bot.texts.texts import Texts
from retrieval.corpus.cleaning.reasons import MOVED, Reason
from retrieval.evaluation.evaluate import FIGURES

DE, EN = texts_for("de"), texts_for("en")
FIELDS = [
    field.name for field in dataclasses.fields(Texts) if field.name not in ("language", "shared")
]
SHARED = [field.name for field in dataclasses.fields(SharedTexts)]


def names_in(value):
    parts = value if isinstance(value, tuple) else (value,)
    return [sorted(f for _, f, _, _ in string.Formatter().parse(p) if f) for p in parts]


@pytest.mark.parametrize(
    ("german", "english", "field"),
    [(DE, EN, field) for field in FIELDS] + [(DE.shared, EN.shared, field) for field in SHARED],
)
def test_both_languages_say_the_same_with_the_same_names(german, english, field):
    german, english = getattr(german, field), getattr(english, field)
    if isinstance(german, str | tuple):
        assert names_in(german) == names_in(english)
    else:
        assert {k: names_in(v) for k, v in german.items()} == {
            k: names_in(v) for k, v in english.items()
        }


def test_the_languages_differ():
    same = [f for f in FIELDS if getattr(DE, f) == getattr(EN, f)]

    assert same == ["seconds"]
    assert not [f for f in SHARED if getattr(DE.shared, f) == getattr(EN.shared, f)]


def test_every_figure_has_a_name():
    assert set(DE.figures) == set(FIGURES)


def test_every_reason_to_drop_a_line_has_words():
    assert set(DE.reasons) == set(get_args(Reason)) - set(MOVED)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "de_DE"}, "de"),
        ({"LC_ALL": "", "LANG": "de"}, "de"),
    ],
)
def test_the_locale_chooses(environ, language):
    assert locale_language(environ) == language


def test_help_heeds_the_setting_in_the_environment():
    assert help_language({"WORTLAUT_LANGUAGE": "de", "LANG": "en_US"}) == "de"
    assert help_language({"WORTLAUT_LANGUAGE": "auto", "LANG": "de_DE"}) == "de"
    assert help_language({"WORTLAUT_LANGUAGE": "en", "LANG": "de_DE"}) == "en"


def test_counts_dates_and_numbers():
    assert DE.count(1, DE.sentences) == "1 Satz"
    assert EN.count(0, EN.articles) == "0 articles"
    assert DE.day(dt.date(2025, 1, 8)) == "08.01.2025"
    assert EN.day(dt.date(2025, 1, 8)) == "8 Jan 2025"
    assert DE.decimal(3.14159, 3) == "3,142"
    assert EN.decimal(3.0) == "3.0"
