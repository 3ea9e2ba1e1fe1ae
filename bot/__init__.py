"""The faces: the command line and the Telegram bot."""
