"""Files that hold several articles: folders, archives, mailboxes, tables, lists of records.

In: a path. Out: its entries one by one (`entries.entries_of`), each the bytes of one article or
what is wrong with it. No entry is passed over without a word, a bad one costs itself alone, and no
more than one entry lies in memory. What an entry holds is not looked into here, but read in a
process with limits (`batch`, `retrieval.limited`).
"""
