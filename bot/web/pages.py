"""The pages: asking, reading, following a receipt, checking quotations."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tornado.web import HTTPError

from bot.export.cited import web_address
from bot.export.formats import SUFFIXES, ExportFormat
from bot.export.write import export
from bot.texts.receipts import state_of
from bot.texts.shared import told_of_filter, told_of_search, told_of_slips
from bot.web.asking import asked, export_format, in_turn
from bot.web.guard import Guarded
from bot.web.quoting import facts_of, reading_address, shown
from bot.web.reading import blocks
from retrieval.answer import Answer, Certainty
from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.errors import ArticleError, CorpusError
from retrieval.library import Library
from retrieval.quotations import Quotation, QuoteVerdict
from retrieval.receipt import Receipt, ReceiptState

if TYPE_CHECKING:
    from retrieval.library import ArticleVersion

_MEDIA_TYPES = {
    ExportFormat.markdown: "text/markdown",
    ExportFormat.csv: "text/csv",
    ExportFormat.csl_json: "application/vnd.citationstyles.csl+json",
    ExportFormat.ris: "application/x-research-info-systems",
    ExportFormat.bibtex: "application/x-bibtex",
}


class Page(Guarded):
    """A page with the menu above it."""

    def show(self, template: str, page: str, **values: Any) -> None:  # noqa: ANN401 - a template's
        """Renders a template in the reader's language."""
        self.set_header("Content-Language", self.texts.language)
        self.render(template, texts=self.texts, page=page, **values)


class SearchPage(Page):
    """`/`: a question and its answer."""

    async def get(self) -> None:
        """Shows the form, and the answer to `q`."""
        info = await self.services.engine.current()
        form = {
            name: self.get_query_argument(name, "")
            for name in ("q", "since", "until", "publisher", "sort", "dates")
        }
        answer = await asked(self) if form["q"].strip() else None
        self.show(
            "search.html",
            "ask",
            form=form,
            publishers=await self.services.publishers(info.generation),
            articles=info.articles,
            answer=answer,
            told=[] if answer is None else self._told(answer),
            reasons=[] if answer is None else self._reasons(answer),
            quotes=[] if answer is None else [shown(q, self.texts.shared) for q in answer.quotes],
            exports=[
                (f"/export?{urlencode({**_given(form), 'format': each.value})}", each.value)
                for each in ExportFormat
            ],
            lifted=f"/?{urlencode({'q': form['q'], 'dates': 'off'})}",
        )

    def _told(self, answer: Answer) -> list[str]:
        shared = self.texts.shared
        told = told_of_search(answer.searched, answer.period, shared)
        if answer.refusal is not None:
            told.append(shared.not_in_corpus)
        if answer.unknown_words:
            words = ", ".join(answer.unknown_words)
            told.append(self.texts.terminal.unknown_words.format(words=words))
        told += told_of_slips(answer.did_you_mean, shared)
        if answer.certainty is Certainty.UNSURE:
            told.append(shared.unsure)
        return told

    def _reasons(self, answer: Answer) -> list[str]:
        refusal, say, shared = answer.refusal, self.texts.terminal, self.texts.shared
        if answer.talk:
            return [self.texts.label["not_asked"]]
        if refusal is None:
            return []
        told = []
        if refusal.nearest_title:
            told.append(say.nearest_title.format(title=refusal.nearest_title))
        told += told_of_filter(refusal, shared)
        if refusal.first_date and refusal.last_date:
            first, last = map(shared.day_in_words, (refusal.first_date, refusal.last_date))
            told.append(say.corpus_span.format(first=first, last=last))
        told.append(say.nearest_only if answer.quotes else say.nothing_near)
        return told


class ExportPage(Guarded):
    """`/export`: an answer for other programs."""

    async def get(self) -> None:
        """Writes the answer to `q` in the format that is named."""
        format_ = export_format(self)
        if format_ is None:
            raise HTTPError(HTTPStatus.BAD_REQUEST, reason="no format")
        answer = await asked(self)
        written = await self.services.engine.search(
            lambda library: export([answer], format_, library.article, self.texts.shared)
        )
        self.set_header("Content-Type", f"{_MEDIA_TYPES[format_]}; charset=utf-8")
        name = f"wortlaut{SUFFIXES[format_]}"
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.write(written)


class ArticlesPage(Page):
    """`/articles`: all articles, newest first."""

    async def get(self) -> None:
        """Shows the list."""
        summaries = await self.services.engine.articles()
        rows = [(each, reading_address(each.id), self._facts(each)) for each in summaries]
        self.show("articles.html", "articles", rows=rows)

    def _facts(self, each: ArticleSummary) -> str:
        day = self.texts.shared.day_in_words(each.date) if each.date else None
        return " · ".join(fact for fact in (each.publisher, day, each.section) if fact)


class ArticlePage(Page):
    """`/a/ARTICLE`: an article to be read, with the words of the receipt `q` marked."""

    async def get(self, article_id: str) -> None:
        """Shows the article."""
        receipt_id = self.get_query_argument("q", "")

        def read(
            library: Library,
        ) -> tuple[Article, tuple[Paragraph, ...], list[ArticleVersion], Receipt | None]:
            receipt = library.quote(receipt_id) if receipt_id else None
            article, paragraphs = library.article(article_id), library.paragraphs(article_id)
            return article, paragraphs, _versions(library, article_id), receipt

        article, paragraphs, versions, receipt = await self.services.engine.search(read)
        quoted = None
        if receipt is not None and _stands_in(receipt, article):
            quoted = receipt.start, receipt.end
        day = self.texts.shared.day_in_words(article.date) if article.date else None
        facts = [article.publisher, day, article.section, ", ".join(article.authors)]
        self.show(
            "article.html",
            "",
            article=article,
            facts=" · ".join(fact for fact in facts if fact),
            source=web_address(article.url),
            blocks=list(blocks(article, paragraphs, quoted)),
            versions=[
                (self.texts.shared.day_in_words(version.at.astimezone().date()), version.how)
                for version in reversed(versions)
            ],
            receipt=receipt.id if receipt is not None and quoted else "",
            state=state_of(receipt, self.texts.shared) if receipt is not None else "",
        )


class QuotePage(Page):
    """`/q/ID`: a receipt's words where they stand, or what has become of them."""

    async def get(self, receipt_id: str) -> None:
        """Leads to the words in their article, or says why it cannot."""
        receipt = await self.services.engine.search(lambda library: library.quote(receipt_id))
        citation = receipt.citation
        if receipt.state in (ReceiptState.UNCHANGED, ReceiptState.MOVED) and citation:
            self.redirect(reading_address(citation.article, receipt.id), status=303)
            return
        if receipt.state is not ReceiptState.CHANGED:
            self.set_status(
                HTTPStatus.GONE if receipt.state is ReceiptState.GONE else HTTPStatus.NOT_FOUND
            )
        self.show(
            "quote.html",
            "",
            receipt=receipt,
            state=state_of(receipt, self.texts.shared),
            facts=" · ".join(facts_of(citation, self.texts.shared)) if citation else "",
            reading=reading_address(citation.article) if citation else "",
        )


class CheckPage(Page):
    """`/check`: a text with quotations, and what the corpus says of each."""

    def get(self) -> None:
        """Shows the form."""
        self.show("check.html", "check", text="", report=None, verdicts=[])

    async def post(self) -> None:
        """Checks `text`."""
        text = self.get_body_argument("text", "", strip=False).replace("\r\n", "\n")
        report = None
        if text.strip():
            async with in_turn(self.services):
                report = await self.services.engine.search(lambda library: library.check(text))
        verdicts = [self._verdict(each) for each in report.quotations] if report else []
        self.show("check.html", "check", text=text, report=report, verdicts=verdicts)

    def _verdict(self, quotation: Quotation) -> dict[str, Any]:
        label, shared = self.texts.label, self.texts.shared
        key = quotation.verdict.value
        if quotation.verdict is QuoteVerdict.PIECED and not quotation.holds:
            key = "pieced_badly"
        differences = []
        for each in quotation.alterations:
            kind = "instead" if each.quoted and each.source else "surplus"
            said = label["missing" if not each.quoted else kind]
            words = said.format(quoted=each.quoted, source=each.source)
            differences.append(f"{self.texts.alteration[each.kind.name.lower()]}: {words}")
        places = [
            (
                each.text,
                each.citation.title,
                " · ".join(facts_of(each.citation, shared)),
                reading_address(each.citation.article),
            )
            for each in quotation.occurrences
        ]
        return {
            "quotation": quotation,
            "said": self.texts.verdict[key],
            "differences": differences,
            "places": places,
        }


class NotFound(Page):
    """Every other address."""

    needs_token = False

    def get(self) -> None:
        """Says that there is no such page."""
        raise HTTPError(HTTPStatus.NOT_FOUND)

    post = get


def _versions(library: Library, article_id: str) -> list[ArticleVersion]:
    """What is known of an article's past; nothing where that cannot be told."""
    try:
        return library.corpus.versions(article_id)
    except (ArticleError, CorpusError):
        return []


def _given(form: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if value}


def _stands_in(receipt: Receipt, article: Article) -> bool:
    return receipt.words is not None and article.text[receipt.start : receipt.end] == receipt.words
