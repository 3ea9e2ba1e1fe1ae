"""Word documents and e-books for tests, as small as they can be."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
    for id_, name in (("Titel", "Title"), ("H2", "heading 2"), ("Liste", "List Paragraph"))
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_TYPES = {
    "document": "document.main",
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """An archive of these files, in their order."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, *, core: str = "", footnotes: str = "") -> bytes:
    """A Word document with this body (`p`, `item`, `table`) and these core properties."""
    parts = {
        "document": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "styles": f"<w:styles {_W}>{_STYLES}</w:styles>",
        "numbering": f"<w:numbering {_W}>{_NUMBERING}</w:numbering>",
        "footnotes": f"<w:footnotes {_W}>{footnotes}</w:footnotes>",
    }
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rel = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return zipped(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                + "".join(
                    f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{type_}+xml"/>'
                    for name, type_ in _TYPES.items()
                )
                + "</Types>"
            ),
            "_rels/.rels": f'<Relationships {rel}><Relationship Id="r1" '
            f'Type="{base}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f"<Relationships {rel}>"
            + "".join(
                f'<Relationship Id="r{name}" Type="{base}/{name}" Target="{name}.xml"/>'
                for name in ("styles", "numbering", "footnotes")
            )
            + "</Relationships>",
            "docProps/core.xml": (
                '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
                'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
                f'xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
            ),
            **{f"word/{name}.xml": xml for name, xml in parts.items()},
        }
    )


def p(text: str, style: str = "", more: str = "") -> str:
    """A paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{escape(text)}</w:t></w:r>{more}</w:p>"


def item(text: str) -> str:
    """An item of a list in a Word document."""
    return (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
    )


def table(*rows: tuple[str, ...]) -> str:
    """A table in a Word document."""
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def epub(
    chapters: Mapping[str, str], *, meta: str = "", extra: Mapping[str, str] | None = None
) -> bytes:
    """An e-book of these chapters (their bodies by file name), in their order."""
    items = "".join(f'<item id="c{i}" href="{name}"/>' for i, name in enumerate(chapters))
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OEBPS/buch.opf"/></rootfiles></container>'
            ),
            "OEBPS/buch.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
                f'xmlns:dc="http://purl.org/dc/elements/1.1/">{meta}</metadata><manifest>{items}'
                f"</manifest><spine>{spine}</spine></package>"
            ),
            **{
                f"OEBPS/{name}": (
                    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
                    f"<head><title>x</title></head><body>{body}</body></html>"
                )
                for name, body in reversed(chapters.items())
            },
            **(extra or {}),
        }
    )
