"""The commands of `wortlaut`, one a file."""
