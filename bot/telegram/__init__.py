"""The Telegram face. Importing this package imports nothing of `telegram`."""
