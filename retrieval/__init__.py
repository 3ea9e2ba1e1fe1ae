"""The engine: articles, vectors, quotes. It knows no settings, no terminal and no Telegram."""
