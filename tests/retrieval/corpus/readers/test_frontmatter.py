import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.readers.decoding import normalise
from retrieval.corpus.readers.frontmatter import join_front_matter, split_front_matter


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Nein", "Nein"),
        ("2024", "2024"),
        ("0815", "0815"),
        ("1_000", "1_000"),
        ("2025-01-18", "2025-01-18"),
        ("12:30", "12:30"),
        ("on", "on"),
        ("Null", "Null"),
        ("'null'", "null"),
        ("=", "="),
        ("<<", "<<"),
        ("'a: b'", "a: b"),
        ('"Gr\\xF6\\xDFe"', "Größe"),
        ("null", None),
        ("~", None),
        ("", None),
        ("[Ja, 3, 2024-01-01]", ["Ja", "3", "2024-01-01"]),
    ],
)
def test_values_stay_as_written(written, value):
    assert split_front_matter(f"---\ntitle: {written}\n---\nText")[0] == {"title": value}


@pytest.mark.parametrize(
    ("text", "values", "body"),
    [
        ("---\na: b\n---\nText\n---\nmehr", {"a": "b"}, "Text\n---\nmehr"),
        ("---\na: b\n...\nText", {"a": "b"}, "Text"),
        ("\n\n--- \na: b\n---\t\nText", {"a": "b"}, "Text"),
        ("---\n---\nText", {}, "Text"),
        ("---\na: b\n---", {"a": "b"}, ""),
        ("---\n- eins\n- zwei\n---\n", None, "---\n- eins\n- zwei\n---\n"),
        ("---\nnur Text\n---\nmehr", None, "---\nnur Text\n---\nmehr"),
        ("Text\n---\na: b\n---\n", None, "Text\n---\na: b\n---\n"),
        ("----\na: b\n----\n", None, "----\na: b\n----\n"),
        ("", None, ""),
    ],
)
def test_front_matter_is_parted_from_the_body(text, values, body):
    assert split_front_matter(text) == (values, body, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: x\n", "opened in line 1 is never closed; end it with a line ---"),
        ("\n---\ntitle: x\n", "opened in line 2 is never closed"),
        ("---\ndate: 1\nb: 2\ndate: 3\n---\n", "line 4: date is given again; the first counts"),
        ('---\n"eins\nzwei: drei"\n---\n', "from line 1 on is no list of `key: value`"),
        ("---\na: [1\n---\n", "line 3: "),
        ("---\n\ta: b\n---\n", "line 2: found character '\\t'"),
        ("---\na: b\n[a]: b\n---\n", "line 3: a key must be one word"),
        ("---\na: !!python/object/apply:os.getcwd []\n---\n", "line 2: could not determine"),
        ("---\na: *b\n---\n", "line 2: found undefined alias"),
        ("---\na: b\nc: !!int abc\n---\n", "line 3: could not determine"),
        ("---\na: !!int 7\n---\n", "line 2: could not determine"),
        ("---\na: !!float x\n---\n", "line 2: could not determine"),
        ("---\na: !!timestamp gestern\n---\n", "line 2: could not determine"),
        ("---\na: !!bool vielleicht\n---\n", "line 2: could not determine"),
        ("---\na: !!binary ü\n---\n", "line 2: could not determine"),
        ("---\na: !!set {b}\n---\n", "line 2: could not determine"),
        ("---\na: !!omap [b]\n---\n", "line 2: could not determine"),
        ("---\na: !!map b\n---\n", "line 2: expected a mapping node, but found scalar"),
        ("---\na: !!map\n---\n", "line 2: expected a mapping node, but found scalar"),
        ("---\na: !!map [b]\n---\n", "line 2: expected a mapping node, but found sequence"),
        ("---\na: !!seq {b: c}\n---\n", "line 2: expected a sequence node, but found mapping"),
        ("---\na: !!str [b]\n---\n", "line 2: expected a scalar node, but found sequence"),
        ("---\na: !!null [b]\n---\n", "line 2: expected a scalar node, but found sequence"),
        ("---\na: b\n!!merge <<: {a: b}\n---\n", "line 3: could not determine"),
        ("---\na: !eigen b\n---\n", "line 2: could not determine"),
        ('---\na: "\\UFFFFFFFF"\n---\n', "front matter: "),
        ('---\na: "\\U00110000"\n---\n', "front matter: "),
        ("---\na: " + "[" * 5000 + "\n---\n", "is nested too deeply"),
        ("---\na: " + "[" * 60 + "x" + "]" * 60 + "\n---\n", "is nested too deeply"),
        ("---\na: " + "{b: " * 150 + "x" + "}" * 150 + "\n---\n", "is nested too deeply"),
        ("---\n" + "\n".join(" " * n + "k:" for n in range(200)) + "\n---\n", "too deeply"),
        ("---\na: " + "x" * 70_000 + "\n---\n", "has 70,004 characters; at most 65,536"),
    ],
)
def test_what_is_wrong_with_front_matter_is_named_with_its_line(text, reason):
    [problem] = split_front_matter(text).problems
    assert reason in str(problem)
    assert "\n" not in str(problem)


def test_merge_keys_merge_nothing() -> None:
    chain = "".join(f"m{n}: &m{n}\n  <<: *m{n - 1}\n  k{n}: v\n" for n in range(1, 1_000))
    values = split_front_matter(f"---\nm0: &m0 {{a: b}}\n{chain}---\nText").values
    assert values is not None
    assert values["m0"] == {"a": "b"}
    assert all(set(values[f"m{n}"]) == {"<<", f"k{n}"} for n in range(1, 1_000))


def test_aliases_of_aliases_are_not_written_out() -> None:
    """Written out, it would be a text of 9 to the power of 100 words."""
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 100))
    values, body, _ = split_front_matter(f"---\nl0: &l0 [ha]\n{laughs}title: x\n---\nText")
    assert values is not None
    assert values["title"] == "x"
    assert len(join_front_matter(values, body)) < 10_000


@given(
    st.dictionaries(
        st.text(st.characters(categories=["L"]), min_size=1, max_size=8),
        st.one_of(st.text().map(normalise), st.lists(st.text().map(normalise))),
    ),
    st.text().map(normalise).map(lambda text: text.strip("\n")),
)
def test_what_is_joined_is_parted_again(values, body):
    read, rest, _ = split_front_matter(join_front_matter(values, body))
    assert read == values
    assert rest.strip("\n") == body


MARKS = ["!!int ", "!!", "!x ", "&a ", "*a", "<<: ", "? ", "- ", "|\n  ", ">\n ", "%YAML 1.1\n"]
SIGNS = ["{", "}", "[", "]", ": ", ", ", "\n", " ", "#", "'", '"', "=", "~", "\u2028", "\u0085"]
VALUES = ["title", "date", '"\\U', '"\\x', "9" * 20, "0x", "FFFFFFFF", "null", "é"]
YAML = st.sampled_from([*MARKS, *SIGNS, *VALUES])


@settings(max_examples=500)
@given(st.lists(st.one_of(YAML, st.text(max_size=3)), max_size=30).map("".join).map(normalise))
def test_whatever_stands_in_front_matter_the_text_under_it_is_read(block):
    assert split_front_matter(f"---\n{block}\n---\nText.\n").body.endswith("Text.\n")
