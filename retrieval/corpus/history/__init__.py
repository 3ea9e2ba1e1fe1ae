"""What is kept beside the articles: their originals, and what their files held before.

In the corpus folder, hidden, so that listing passes over it; a folder for each article, named after
its id's SHA-256, so that nothing of an article that was removed can be read off a name:

    .wortlaut/3f/3fa9…/history.json            which versions there were, since when, whence
                       original-SHA256.html    the bytes as they came
                       version-SHA256.md       what the article's file held before

Within its folder, what is kept is named after the hash of its bytes: the same original that comes
twice is kept once, and what was altered is seen. That it is not one heap for all articles has a
reason: removing an article removes its folder, and nothing has to be counted to know what else is
made of the same bytes.

Everything is written whole or not at all, and what belongs to an article before the article itself
(`ledger`): a process that is killed leaves an original too much, never one too few, and
`corpus.tidying` removes that. One process at a time changes what is kept (`places.changing`).
"""
