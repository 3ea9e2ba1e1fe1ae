"""What is said otherwise on Telegram, in English; the rest is the engine's own English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TELEGRAM: Final[Mapping[str, str]] = {
    "add.address": "is an address; send the page as text",
    "add.duplicate": "is in the corpus already, as {article}",
    "add.folder": "is a folder",
    "article.no_file": "the file of the article {article} is not there (any more)",
    "article.no_file_like": "the file of the article {article} is not there (any more); did you mean {like}?",
    "article.unknown": "no article {article!r} in the index; /sources lists them",
    "corpus.all_unreadable": "none of the {count} files of the corpus can be read as an article ({first}); the operator has to look",
    "corpus.empty": "the corpus holds no article; send one, and there is one again",
    "corpus.index_still_serves": "{reason}; the earlier index still serves",
    "corpus.is_file": "the folder of articles is a file; the operator has to look",
    "receipt.altered": "{path} is no true receipt: {what} is not what the receipt {id} was made for",
    "receipt.file": "{path} is no receipt ({detail})",
    "receipt.malformed": "“{id}” is no id of a receipt; it has some twenty letters and digits",
    "corpus.missing": "the folder of articles is missing; the operator has to look",
    "corpus.one_unreadable": "not one file of the corpus can be read as an article ({first}); the operator has to look",
    "corpus.unreadable": "the folder of articles cannot be read; the operator has to look",
    "fetch.denied": "{host} does not let programs read this ({status}); save the page in a browser and send the file",
    "fetch.is_feed": "{host} sends a feed; the operator can put it on the list of feeds",
    "fetch.private": "{host} is no public address",
    "fields.no_text": "has no field that is known to hold the text; it has: {fields}",
    "file.several": "holds several articles and is not read as it is; the operator has to look",
    "index.busy": "another program is building the index; try again in a moment",
    "machine.denied": "permission denied",
    "machine.failing": "its disk fails",
    "machine.files": "too many files are open",
    "machine.memory": "there is not enough memory",
    "machine.refused": "the server cannot read something ({reason}); the operator has to look",
    "machine.threads": "no further thread or process can be started",
    "machine.unwritten": "the index cannot be written ({reason}); the earlier one still serves, the operator has to look",
    "model.data_missing": "the embedded model is not complete; the operator has to look",
    "model.needs_library": "the server lacks a package for the model that is set; the operator has to look",
    "model.no_cuda": "the graphics card asked for is missing; the operator has to look",
    "model.no_torch": "the graphics card asked for cannot be used; the operator has to look",
    "storage.refused": "nothing can be stored on the server ({reason})",
}
