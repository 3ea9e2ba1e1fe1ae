"""Answers → what other programs take: Markdown, CSV, and the formats of reference managers.

Every face that shows answers can hand them on so. Of an answer that is none ("not in the corpus")
nothing is cited; Markdown and CSV name its question. In the formats that are made of lines, line
breaks within a quote become spaces; the words stay. Control characters become visible escapes, as
in a terminal, but for JSON, which keeps them exactly.
"""
