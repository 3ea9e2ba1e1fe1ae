"""Feeds and sitemaps: what they name is read, once, and remembered beside the articles."""
