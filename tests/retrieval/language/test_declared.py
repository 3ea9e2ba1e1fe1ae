import pytest

from retrieval.language.declared import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Senat hat am Montag beschlossen, die alte Fähre einzustellen.", "de"),
        ("The senate decided on Monday to discontinue the old ferry service.", "en"),
        ("Le sénat a décidé lundi de supprimer l’ancien service de bac.", "fr"),
        ("Сенат решил в понедельник прекратить работу старого парома.", "ru"),
        ("Fähre", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(text, language):
    assert guess_language(text) == language
