"""Answers, articles and proposals → messages; nothing is sent here."""
