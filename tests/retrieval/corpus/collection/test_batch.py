"""Folders, archives and mailboxes: nothing is lost without a word, and nothing bad gets far."""

from __future__ import annotations

import json
import os
import stat
import struct
import tracemalloc
from collections.abc import Mapping
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from retrieval.corpus.additions import Given
from retrieval.corpus.collection import archive
from retrieval.corpus.readers.mail import MAX_PARTS
from retrieval.errors import ArticleError
from retrieval.limited import LimitedProcess
from tests.retrieval.corpus.collection.gathered import gather, text
from tests.retrieval.corpus.readers.archives import docx, p, zipped
from tests.retrieval.corpus.readers.pages import article, ld, page


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def raw(number: int) -> str:
    return f"Titel {number}\n\n{text(number)}\n"


def mail(number: int) -> bytes:
    message = EmailMessage()
    message["Subject"] = f"Mail {number}"
    message["From"] = "Gesa Härms <gesa@bote.example>"
    message["Date"] = "Fri, 14 Mar 2025 10:00:00 +0100"
    message.set_content(text(number))
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    return message.as_bytes()


def mailbox(*mails: bytes) -> bytes:
    return b"".join(b"From gesa@bote.example Fri Mar 14\n" + one + b"\n\n" for one in mails)


def everything(folder: Path) -> int:
    """Writes one of each kind into a folder; how many articles they hold."""
    (folder / "a.txt").write_text(raw(1), "utf-8")
    (folder / "b.md").write_text(f"---\ntitle: Titel 2\ntags: x\n---\n\n{text(2)}\n", "utf-8")
    (folder / "c.docx").write_bytes(docx(p("Titel 3", "Titel") + p(text(3))))
    (folder / "d.eml").write_bytes(mail(4))
    (folder / "e.mbox").write_bytes(mailbox(mail(5), mail(6)))
    (folder / "Posteingang").write_bytes(mailbox(mail(7)))
    (folder / "f.json").write_text(json.dumps([{"title": "Titel 8", "text": text(8)}]))
    (folder / "g.csv").write_text(f"titel;text\nTitel 9;{text(9).split(chr(10))[0]}\n", "utf-8")
    inner = {"tief/h.txt": raw(10), "i.mbox": mailbox(mail(11)), "j.zip": zipped({"k": raw(12)})}
    (folder / "l.zip").write_bytes(zipped(inner))
    return 12


def test_a_folder_of_everything(corpus: Path, inbox: Path) -> None:
    count = everything(inbox)
    (inbox / "unter").mkdir()
    (inbox / "unter" / "m.txt").write_text(raw(13), "utf-8")
    found = gather(corpus, inbox)

    assert not found.skipped
    assert len(found.added) == count + 1 == len(list(corpus.iterdir()))
    [kept] = [path for path in corpus.iterdir() if path.stem == "titel-2"]
    assert "tags: x" in kept.read_text("utf-8")
    mails = [article for article in found.added if article.title.startswith("Mail")]
    assert {article.authors for article in mails} == {("Gesa Härms",)}
    attachments = [line.text for one in found.proposals for line in one.dropped]
    assert attachments.count("plan.pdf") == 5


def test_the_same_as_an_archive(corpus: Path, inbox: Path, tmp_path: Path) -> None:
    count = everything(inbox)
    (inbox / "l.zip").unlink()
    whole = {path.name: path.read_bytes() for path in inbox.iterdir()}
    (tmp_path / "alles.zip").write_bytes(zipped(whole))
    found = gather(corpus, tmp_path / "alles.zip")
    assert not found.skipped
    assert len(found.added) == count - 3


def test_doubles_are_noticed_within_a_batch_too(corpus: Path, inbox: Path) -> None:
    (inbox / "a.txt").write_text(raw(1), "utf-8")
    (inbox / "b.zip").write_bytes(zipped({"x.txt": raw(1), "y.txt": raw(2)}))
    (inbox / "c.txt").write_text(raw(2).replace("Dienstag", "Mittwoch"), "utf-8")
    for writes in (False, True):
        found = gather(corpus, inbox, writes=writes)
        assert found.titles == ["Titel 1", "Titel 2"]
        doubles = [(str(one.source), one.duplicate and one.duplicate.kind) for one in found.doubles]
        assert doubles == [("inbox/b.zip/x.txt", "same_text"), ("inbox/c.txt", "similar_text")]
    assert len(list(corpus.iterdir())) == 2


def test_articles_of_one_title_get_names_of_their_own(corpus: Path, inbox: Path) -> None:
    for number in range(5):
        (inbox / f"{number}.txt").write_text(f"Kurz notiert\n\n{text(number)}", "utf-8")
    gather(corpus, inbox)
    names = sorted(path.name for path in corpus.iterdir())
    assert (
        names == ["kurz-notiert.md", *(f"kurz-notiert-{i}.md" for i in range(2, 6))]
        or len(set(names)) == 5
    )


def test_what_is_known_of_all_is_given(corpus: Path, inbox: Path) -> None:
    everything(inbox)
    found = gather(corpus, inbox, given=Given(publisher="Tagblatt"))
    assert {article.publisher for article in found.added} == {"Tagblatt"}


def test_each_file_that_is_none_is_named(corpus: Path, inbox: Path, tmp_path: Path) -> None:
    (inbox / "a.txt").write_text(raw(1), "utf-8")
    (inbox / "b.txt").write_text("", "utf-8")
    (inbox / "c.png").write_bytes(b"\x89PNG")
    (inbox / "d.txt").write_bytes(b"\x89PNG\r\n")
    (inbox / "e.json").write_text("kein JSON", "utf-8")
    (inbox / "f.mbox").write_text("kein Postfach", "utf-8")
    (inbox / "g.zip").write_bytes(b"kein Archiv")
    (inbox / "h.txt").symlink_to(tmp_path)
    os.mkfifo(inbox / "i.txt")
    os.mkfifo(inbox / "j.mbox")
    (inbox / "k.txt").write_bytes(b"x" * 20_000_001)
    found = gather(corpus, inbox)

    assert found.titles == ["Titel 1"]
    assert found.skipped == {
        "inbox/b.txt": "file.no_text_beside_title",
        "inbox/c.png": "file.not_addable",
        "inbox/d.txt": "file.no_text_kind",
        "inbox/e.json": "json.none",
        "inbox/f.mbox": "mbox.none",
        "inbox/g.zip": "zip.damaged",
        "inbox/h.txt": "file.link",
        "inbox/i.txt": "file.is_pipe",
        "inbox/j.mbox": "file.is_pipe",
        "inbox/k.txt": "file.too_large",
    }


def test_what_nobody_put_there_is_passed_over(corpus: Path, inbox: Path, tmp_path: Path) -> None:
    hidden = ("~$brief.docx", ".versteckt.txt", "Thumbs.db", "seite-Dateien/werbung.html")
    names = {"seite.htm": page(ld(), article()), "__MACOSX/._a.txt": "x"}
    names |= dict.fromkeys(hidden, "x")
    for name, content in names.items():
        (inbox / name).parent.mkdir(exist_ok=True)
        (inbox / name).write_text(content, "utf-8")
    (tmp_path / "x.zip").write_bytes(zipped(names))
    for source in (inbox, tmp_path / "x.zip"):
        found = gather(corpus, source, writes=False)
        assert (found.count, len(found.skipped)) == (1, 0)


def test_the_corpus_folder_is_no_part_of_a_folder_around_it(corpus: Path, tmp_path: Path) -> None:
    (corpus / "alt.txt").write_text(raw(1), "utf-8")
    (tmp_path / "neu.txt").write_text(raw(2), "utf-8")
    found = gather(corpus, tmp_path)
    assert found.titles == ["Titel 2"]
    assert found.skipped == {f"{tmp_path.name}/corpus": "file.corpus_folder"}
    with pytest.raises(ArticleError, match="lies in the corpus folder already"):
        gather(corpus, corpus)


def test_a_collection_that_lies_in_the_corpus_folder_can_be_added(corpus: Path) -> None:
    (corpus / "a.zip").write_bytes(zipped({"x.txt": raw(1)}))
    assert gather(corpus, corpus / "a.zip").titles == ["Titel 1"]


def test_a_document_named_as_an_archive_is_a_document(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "brief.zip").write_bytes(docx(p("Titel 1", "Titel") + p(text(1))))
    assert gather(corpus, tmp_path / "brief.zip").titles == ["Titel 1"]


def zip_of(tmp_path: Path, files: Mapping[ZipInfo | str, bytes | str], method: int) -> Path:
    path = tmp_path / "böse.zip"
    with ZipFile(path, "w", method) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["../raus.txt", "a/../../raus.txt", "/raus.txt", "C:/raus.txt", "..\\raus.txt"]
)
def test_a_name_that_leads_out_is_refused(corpus: Path, tmp_path: Path, name: str) -> None:
    path = zip_of(tmp_path, {name: raw(1), "gut.txt": raw(2)}, ZIP_DEFLATED)
    found = gather(corpus, path)
    assert (found.titles, list(found.skipped.values())) == (["Titel 2"], ["zip.path"])
    assert not list(tmp_path.rglob("raus*"))


def test_a_link_in_an_archive_is_refused(corpus: Path, tmp_path: Path) -> None:
    info = ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = gather(corpus, zip_of(tmp_path, {info: "/etc/passwd"}, ZIP_DEFLATED))
    assert found.skipped == {"böse.zip/link.txt": "file.link"}


def test_other_ways_of_packing_are_refused(corpus: Path, tmp_path: Path) -> None:
    found = gather(corpus, zip_of(tmp_path, {"a.txt": raw(1)}, ZIP_LZMA))
    assert found.skipped == {"böse.zip/a.txt": "zip.method"}


def test_an_encrypted_file_is_refused_by_name(corpus: Path, tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": raw(1), "b.txt": raw(2)}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    (tmp_path / "x.zip").write_bytes(content)
    found = gather(corpus, tmp_path / "x.zip")
    assert (found.titles, found.skipped) == (["Titel 2"], {"x.zip/a.txt": "zip.encrypted"})


def test_a_damaged_file_costs_itself_alone(corpus: Path, tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": raw(1), "b.txt": raw(2)}))
    content[60:80] = b"\xff" * 20
    (tmp_path / "x.zip").write_bytes(content)
    found = gather(corpus, tmp_path / "x.zip")
    assert (found.titles, found.skipped) == (["Titel 2"], {"x.zip/a.txt": "zip.damaged"})


def test_a_bomb_is_never_unpacked(corpus: Path, tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"bombe.txt": bytes(300_000_000), "a.txt": raw(1)}, ZIP_DEFLATED)
    tracemalloc.start()
    found = gather(corpus, path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.titles, found.skipped) == (["Titel 1"], {"böse.zip/bombe.txt": "file.too_large"})
    assert peak < 50_000_000


def test_nor_is_a_collection_that_is_one(corpus: Path, tmp_path: Path) -> None:
    path = zip_of(tmp_path, {"bombe.json": bytes(300_000_000)}, ZIP_DEFLATED)
    assert gather(corpus, path).skipped == {"böse.zip/bombe.json": "zip.too_large"}


def test_an_archive_of_too_many_bytes_is_refused(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 10_000)
    path = zip_of(tmp_path, {f"{i}.txt": "x" * 1000 for i in range(11)}, ZIP_DEFLATED)
    with pytest.raises(ArticleError, match="unpacked"):
        gather(corpus, path)


def test_archives_in_archives_end(corpus: Path, tmp_path: Path) -> None:
    """As in 42.zip, and in one that holds itself: nobody can write that in a test."""
    inner = zipped({"tief.txt": raw(1)})
    for _ in range(5):
        inner = zipped({f"{i}.zip": inner for i in range(3)})
    (tmp_path / "42.zip").write_bytes(inner)
    found = gather(corpus, tmp_path / "42.zip")
    assert set(found.skipped.values()) == {"zip.nested"}
    assert len(found.skipped) == 9


def counted(count: int, *, in_64_bits: bool = False) -> bytes:
    """An archive whose end says that it has so many files; it has one."""
    content = zipped({"a.txt": "x"})
    end = content.rindex(b"PK\x05\x06")
    directory, offset = struct.unpack("<II", content[end + 12 : end + 20])
    if not in_64_bits:
        return content[: end + 8] + struct.pack("<HH", count, count) + content[end + 12 :]
    record = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, directory, offset
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return content[:end] + record + locator + last


@pytest.mark.parametrize("in_64_bits", [False, True])
def test_an_archive_that_says_it_has_too_many_files_is_not_opened(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_64_bits: bool
) -> None:
    monkeypatch.setattr(archive, "ZipFile", None)
    count = 1_000_000_000 if in_64_bits else 60_000
    (tmp_path / "x.zip").write_bytes(counted(count, in_64_bits=in_64_bits))
    with pytest.raises(ArticleError, match=f"{count:,} files"):
        gather(corpus, tmp_path / "x.zip")


def test_one_of_100_000_files_is_refused(corpus: Path, tmp_path: Path) -> None:
    out = BytesIO()
    with ZipFile(out, "w") as whole:
        for number in range(100_000):
            whole.writestr(ZipInfo(f"{number}.txt"), b"")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    with pytest.raises(ArticleError, match="100,000 files; of an archive at most 50,000"):
        gather(corpus, tmp_path / "x.zip")


class Unmarked(ZipInfo):
    """A file whose name is not marked as UTF-8."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, 0


@pytest.mark.parametrize("encoding", ["utf-8", "cp850", None])
def test_names_of_files_are_read_as_they_were_meant(
    corpus: Path, tmp_path: Path, encoding: str | None
) -> None:
    info = ZipInfo("Größe.txt")
    if encoding is not None:
        info = Unmarked("x.txt")
        info.raw = "Größe.txt".encode(encoding)
    found = gather(corpus, zip_of(tmp_path, {info: text(1)}, ZIP_DEFLATED))
    assert [one.source.name for one in found.proposals] == ["Größe.txt"]


def test_mails_are_parted_where_they_begin(corpus: Path, tmp_path: Path) -> None:
    body = f"{text(1)}\n\nFrom here on it is text.\n\n>From there, too.\n>>From far."
    message = EmailMessage()
    message["Subject"] = "Eins"
    message.set_content(body)
    content = mailbox(message.as_bytes(), mail(2))
    (tmp_path / "x.mbox").write_bytes(content)
    found = gather(corpus, tmp_path / "x.mbox")
    assert found.titles == ["Eins", "Mail 2"]
    assert "From here on it is text.\n\nFrom there, too.\n>From far." in found.added[0].text


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_bad_mail_costs_itself_alone(corpus: Path, tmp_path: Path, line_end: bytes) -> None:
    content = mailbox(mail(1), b"X-Nur: Kopf\n\n", mail(2)).replace(b"\r\n", b"\n")
    (tmp_path / "x.mbox").write_bytes(content.replace(b"\n", line_end))
    found = gather(corpus, tmp_path / "x.mbox")
    assert (found.titles, found.skipped) == (["Mail 1", "Mail 2"], {"x.mbox#2": "mail.none"})


def parts(count: int) -> bytes:
    head = b"Subject: Viele\nContent-Type: multipart/mixed; boundary=x\n\n"
    return head + b"--x\nContent-Type: text/plain\n\nTeil\n" * count + b"--x--\n"


def nested(depth: int) -> bytes:
    mail_ = b"Subject: Tief\n"
    for level in range(depth):
        mail_ += b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n" % (level, level)
    return mail_ + b"Content-Type: text/plain\n\nTeil\n"


@pytest.mark.parametrize(
    ("bomb", "code"),
    [(parts(10_000), "mail.too_many_parts"), (nested(5_000), "mail.too_deep")],
    ids=["parts", "levels"],
)
def test_a_mail_made_to_take_long_is_refused(
    corpus: Path, tmp_path: Path, bomb: bytes, code: str
) -> None:
    (tmp_path / "x.mbox").write_bytes(mailbox(bomb, mail(1)))
    (tmp_path / "y.eml").write_bytes(bomb)
    process = LimitedProcess()
    found = gather(corpus, tmp_path / "x.mbox", call=process.call)
    assert (found.titles, found.skipped) == (["Mail 1"], {"x.mbox#1": code})
    with pytest.raises(ArticleError) as error:
        gather(corpus, tmp_path / "y.eml", call=process.call)
    process.close()
    assert getattr(error.value.problem.fields["reason"], "code", None) == code


def test_as_many_parts_as_mails_have_are_read(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "y.eml").write_bytes(parts(MAX_PARTS - 1))
    assert gather(corpus, tmp_path / "y.eml").titles == ["Viele"]


def test_progress_goes_from_none_to_all(corpus: Path, tmp_path: Path) -> None:
    from retrieval.corpus.collection.batch import Batch
    from tests.retrieval.corpus.collection.gathered import Known, add, here

    (tmp_path / "x.mbox").write_bytes(mailbox(*(mail(i) for i in range(5))))
    shares: list[float] = []
    with Known() as known:
        list(Batch(corpus, known, here, add, watch=shares.append).propose(tmp_path / "x.mbox"))
    assert shares == sorted(shares)
    assert shares[-1] == 1
