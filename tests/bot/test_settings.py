import os
import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import (
    PREFIX,
    Settings,
    default_text,
    dotenv_file,
    load_settings,
    read_settings,
    settings_files,
    variable,
)

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "123456:AAH-abcdefghijklmnopqrstuvwxyz_0123"  # noqa: S105


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def refusal(**environ):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(PREFIX + name, value)
        with pytest.raises(SettingsError) as caught:
            load_settings()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_environment_wins_over_the_file_and_an_option_over_both(monkeypatch):
    Path(".env").write_text("WORTLAUT_CORPUS_DIR=file\nWORTLAUT_INDEX_DIR=file\n")
    monkeypatch.setenv("WORTLAUT_INDEX_DIR", "environment")
    monkeypatch.setenv("WORTLAUT_MAX_QUOTES", "5")
    settings = load_settings(max_quotes=2, cache_dir=None)

    assert settings.corpus_dir == Path("file")
    assert settings.index_dir == Path("environment")
    assert settings.max_quotes == 2
    assert settings.cache_dir is None


def test_ids_are_read_from_commas_and_blanks(monkeypatch):
    monkeypatch.setenv("WORTLAUT_ADMIN_IDS", "123,-100456")
    monkeypatch.setenv("WORTLAUT_ALLOWED_IDS", " 1, 2 3 ")
    settings = load_settings()

    assert settings.admin_ids == {123, -100456}
    assert settings.allowed_ids == {1, 2, 3}


@pytest.mark.parametrize(
    ("environ", "access"),
    [
        ({}, "everyone"),
        ({"ALLOWED_IDS": "1"}, "allowed"),
        ({"ALLOWED_IDS": "1", "ACCESS": "pairing"}, "pairing"),
        ({"ALLOWED_IDS": "", "ACCESS": ""}, "everyone"),
        ({"ACCESS": "allowed"}, "allowed"),
    ],
)
def test_who_may_ask(monkeypatch, environ, access):
    for name, value in environ.items():
        monkeypatch.setenv(PREFIX + name, value)

    assert load_settings().access == access


@pytest.mark.parametrize(
    ("value", "reader"),
    [
        ("", "embedded"),
        ("OFF", "off"),
        ("Embedded", "embedded"),
        ("Org/Cross-Encoder", "Org/Cross-Encoder"),
        ("./Leser", "./Leser"),
    ],
)
def test_which_reader(monkeypatch, value, reader):
    monkeypatch.setenv(f"{PREFIX}READER_MODEL", value)

    assert load_settings().reader_model == reader


def test_everyone_beside_a_list_is_refused():
    assert "contradicts WORTLAUT_ALLOWED_IDS" in refusal(ALLOWED_IDS="1", ACCESS="everyone")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_QUOTES", "0"),
        ("MAX_QUOTES", "drei"),
        ("DEVICE", "gpu"),
        ("LANGUAGE", "fr"),
        ("ACCESS", "nobody"),
        ("ADMIN_IDS", "x"),
        ("WEBHOOK_PORT", "70000"),
        ("METRICS_PORT", "0"),
        ("LOG_FORMAT", "xml"),
        ("WEBHOOK_URL", "bot.example"),
        ("TELEGRAM_BASE_URL", "localhost:8081"),
        ("RATE_LIMIT_PER_USER_PER_MINUTE", "0"),
        ("LOG_QUESTIONS", "vielleicht"),
    ],
)
def test_a_wrong_value_names_variable_value_and_remedy(name, value):
    message = refusal(**{name: value})

    assert message.startswith(f"WORTLAUT_{name} is {value!r}: ")
    assert message.endswith("; correct it in .env or the environment")


def test_several_wrong_values_are_counted():
    assert refusal(DEVICE="gpu", ACCESS="x").endswith("(wrong settings besides: 1)")


@pytest.mark.parametrize(
    ("name", "value"),
    [("TELEGRAM_TOKEN", "hunter2-no-token"), ("WEBHOOK_SECRET", "hunter2 not allowed")],
)
def test_a_wrong_secret_is_not_shown(name, value):
    message = refusal(**{name: value})

    assert message.startswith(f"WORTLAUT_{name} does not do: it should ")
    assert "hunter2" not in message


def test_an_unknown_name_in_the_environment_is_refused():
    assert refusal(CORPUS_DIRR="x") == (
        "there is no setting WORTLAUT_CORPUS_DIRR; did you mean WORTLAUT_CORPUS_DIR?"
    )
    assert "remove it" in refusal(QQQ="x")


def test_an_unknown_name_in_the_file_is_refused_and_other_programs_names_are_not():
    Path(".env").write_text("DATABASE_URL=x\nWORTLAUT_INDEXDIR=y\n")

    assert "did you mean WORTLAUT_INDEX_DIR?" in refusal()

    Path(".env").write_text("DATABASE_URL=x\n")
    assert load_settings().index_dir == Path("index")


def test_a_file_that_is_no_text():
    Path(".env").write_bytes(b"WORTLAUT_LANGUAGE=\xff")

    assert refusal().startswith("the file .env cannot be read (")


WRONG = {
    "a value": {"MAX_QUOTES": "viele"},
    "two values": {"MAX_QUOTES": "viele", "DEVICE": "gpu"},
    "a name": {"GIBTSNICHT": "x"},
    "a contradiction, and what it hides": {
        "ACCESS": "everyone",
        "ALLOWED_IDS": "1",
        "METRICS_PORT": "0",
    },
    "a secret": {"TELEGRAM_TOKEN": "geheim"},
    "ids": {"ADMIN_IDS": "ich"},
}


@pytest.mark.parametrize("where", ["environment", ".env"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_right_holds_beside_what_is_wrong(monkeypatch, name, where):
    values = WRONG[name] | {"INDEX_DIR": "anderswo", "LANGUAGE": "de"}
    if where == ".env":
        Path(".env").write_text("".join(f"{PREFIX}{n}={v}\n" for n, v in values.items()))
    else:
        for variable_name, value in values.items():
            monkeypatch.setenv(PREFIX + variable_name, value)
    settings, problems = read_settings(corpus_dir=Path("c"))

    assert (settings.index_dir, settings.corpus_dir) == (Path("anderswo"), Path("c"))
    assert (settings.language, settings.max_quotes) == ("de", 3)
    expected = 2 if name in ("two values", "a contradiction, and what it hides") else 1
    assert len(problems) == expected
    with pytest.raises(SettingsError):
        load_settings(corpus_dir=Path("c"))


def test_a_file_that_is_no_text_takes_nothing_from_the_environment(monkeypatch):
    Path(".env").write_bytes(b"WORTLAUT_LANGUAGE=\xff")
    monkeypatch.setenv("WORTLAUT_INDEX_DIR", "anderswo")
    settings, problems = read_settings()

    assert settings.index_dir == Path("anderswo")
    assert [problem.code for problem in problems] == ["setting.dotenv"]


PLACED = {
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(),
    "dangling link": lambda path: path.symlink_to("nirgends"),
}


@pytest.mark.parametrize("place", PLACED.values(), ids=PLACED)
def test_what_is_no_file_does_not_pass_for_no_settings(place):
    place(Path(".env"))
    with pytest.raises(SettingsError, match=r"the file \.env cannot be read \(.+\); correct it"):
        load_settings()
    assert read_settings()[0].max_quotes == 3


def test_a_virtual_environment_of_that_name_is_no_file_of_settings():
    Path(".env").mkdir()
    Path(".env/pyvenv.cfg").write_text("home = /usr/bin\n")
    assert dotenv_file() is None
    assert load_settings().max_quotes == 3


# --- the user's file ---


@pytest.fixture
def users(monkeypatch, tmp_path):
    """The user's file of settings, in a folder that is none of the working folder's."""
    config = tmp_path.with_name(f"{tmp_path.name}-config")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(config))
    file = config / "wortlaut" / "settings.env"
    file.parent.mkdir(parents=True)
    return file


def test_the_users_file_holds_where_nothing_else_says_so(users, monkeypatch):
    names = ("LANGUAGE", "MAX_QUOTES", "DEVICE", "LOG_LEVEL")
    values = ("de", "4", "cpu", "ERROR")
    users.write_text("".join(f"{PREFIX}{n}={v}\n" for n, v in zip(names, values, strict=True)))
    Path(".env").write_text("WORTLAUT_MAX_QUOTES=5\nWORTLAUT_DEVICE=cuda\nWORTLAUT_LOG_LEVEL=INFO")
    monkeypatch.setenv("WORTLAUT_DEVICE", "auto")
    settings = load_settings(log_level="DEBUG")

    assert (settings.language, settings.max_quotes) == ("de", 5)
    assert (settings.device, settings.log_level) == ("auto", "DEBUG")
    assert settings_files() == [users, Path(".env")]


def test_an_empty_value_in_env_is_none(users):
    users.write_text("WORTLAUT_MAX_QUOTES=4\n")
    Path(".env").write_text("WORTLAUT_MAX_QUOTES=\n")
    assert load_settings().max_quotes == 4


def test_a_relative_folder_in_the_users_file_is_taken_like_a_default(users, below):
    users.write_text("WORTLAUT_CORPUS_DIR=texte\nWORTLAUT_CACHE_DIR=~/vorrat\n")
    assert load_settings().corpus_dir == Path("texte")
    assert load_settings().cache_dir == Path.home() / "vorrat"
    (below.parent / ".env").write_text("WORTLAUT_MAX_QUOTES=5\n")
    assert load_settings().corpus_dir == below.parent / "texte"


def test_a_misspelt_name_in_the_users_file_is_refused(users):
    users.write_text("WORTLAUT_MAXQUOTES=4\n")
    assert "did you mean WORTLAUT_MAX_QUOTES?" in refusal()


@pytest.mark.parametrize("place", PLACED.values(), ids=PLACED)
def test_what_is_no_file_in_the_users_place_takes_nothing_from_env(users, place):
    place(users)
    Path(".env").write_text("WORTLAUT_MAX_QUOTES=5\n")
    settings, problems = read_settings()
    assert settings.max_quotes == 5
    assert [(problem.code, problem.fields["path"]) for problem in problems] == [
        ("setting.dotenv", users)
    ]


def test_a_broken_env_takes_nothing_from_the_users_file(users):
    users.write_text("WORTLAUT_MAX_QUOTES=5\n")
    Path(".env").write_bytes(b"WORTLAUT_LANGUAGE=\xff")
    settings, problems = read_settings()
    assert settings.max_quotes == 5
    assert [str(problem.fields["path"]) for problem in problems] == [".env"]


# --- where .env is looked for ---


@pytest.fixture
def below(monkeypatch, tmp_path):
    """A folder two below one, which is below the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "projekt" / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def put(folder, text="WORTLAUT_MAX_QUOTES=7\n"):
    (folder / ".env").write_text(text)
    return folder / ".env"


def test_the_nearest_file_above_is_read(below):
    put(below.parents[1])
    assert load_settings().max_quotes == 7
    put(below.parent, "WORTLAUT_MAX_QUOTES=8\n")
    assert load_settings().max_quotes == 8
    put(below, "# nichts\n")
    assert load_settings().max_quotes == 3


def test_files_above_that_are_passed_over(below, tmp_path, monkeypatch):
    wanted = put(below.parents[1])
    other = put(below.parent, "DATABASE_URL=x\n")
    assert dotenv_file() == wanted
    other.write_bytes(b"\xff\xfe")
    assert dotenv_file() == wanted
    for place in PLACED.values():
        other.unlink()
        place(other)
        assert dotenv_file() == wanted
        if other.is_dir():
            other.rmdir()
            other.touch()
    monkeypatch.setattr("os.getuid", lambda: 4711)  # somebody else's
    assert dotenv_file() is None


def test_the_home_folder_is_not_looked_into_from_below(below, tmp_path, monkeypatch):
    put(tmp_path)
    put(tmp_path.parent)
    try:
        assert dotenv_file() is None
        monkeypatch.chdir(tmp_path)
        assert dotenv_file() == Path(".env")
        (tmp_path / ".env").unlink()
        assert dotenv_file() is None
    finally:
        (tmp_path.parent / ".env").unlink()


def test_a_folder_with_articles_of_its_own_needs_none(below):
    put(below.parent)
    (below / "corpus").mkdir()
    assert load_settings().max_quotes == 3
    assert load_settings().corpus_dir == Path("corpus")


def test_folders_are_those_beside_the_file(below, monkeypatch):
    root = below.parents[1]
    put(root, "WORTLAUT_INDEX_DIR=i\nWORTLAUT_CACHE_DIR=/abs\n")
    monkeypatch.setenv("WORTLAUT_STATE_PATH", "s.sqlite")
    settings = load_settings()
    assert settings.corpus_dir == root / "corpus"
    assert settings.index_dir == root / "i"
    assert settings.cache_dir == Path("/abs")
    assert settings.state_path == Path("s.sqlite")
    assert settings.model_fields_set == {"index_dir", "cache_dir", "state_path"}
    assert load_settings(index_dir=Path("hier")).index_dir == Path("hier")


def test_a_byte_order_mark_is_no_part_of_a_name():
    Path(".env").write_text("\ufeffWORTLAUT_LANGUAGE=de\n", encoding="utf-8")

    assert load_settings().language == "de"


def test_secrets_are_in_no_dump(monkeypatch):
    monkeypatch.setenv("WORTLAUT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("WORTLAUT_WEBHOOK_SECRET", "geheim")
    settings = load_settings()

    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN
    shown = f"{settings!r} {settings} {settings.model_dump()}"
    assert TOKEN not in shown
    assert "geheim" not in shown


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_settings().max_quotes = 4  # type: ignore[misc]


def test_a_home_folder_is_expanded(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WORTLAUT_CORPUS_DIR", "~/artikel")

    assert load_settings().corpus_dir == tmp_path / "artikel"


def example_lines():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^#(WORTLAUT_[A-Z_]+)=(.*)$", "\n".join(lines), re.MULTILINE))


def test_every_setting_is_in_the_example_with_its_default():
    expected = {variable(name): default_text(name) for name in Settings.model_fields}

    assert expected["WORTLAUT_MAX_QUOTES"] == "3"
    assert example_lines() == expected


def test_the_example_with_every_line_in_force_is_the_default(monkeypatch):
    text = re.sub(r"^#(?=WORTLAUT_)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    Path(".env").write_text(text, encoding="utf-8")

    assert load_settings().model_dump() == Settings(_env_file=None).model_dump()


def test_every_setting_is_described():
    assert [n for n, field in Settings.model_fields.items() if not field.description] == []


def test_the_home_of_nobody_is_a_folder_that_is_not_there(monkeypatch):
    monkeypatch.setenv("WORTLAUT_CORPUS_DIR", "~nobody-of-that-name/artikel")

    assert load_settings().corpus_dir.name == "artikel"
