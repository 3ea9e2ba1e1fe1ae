"""What the bot does with updates, one subject a file."""
