"""What lies on disk, the writer of a file beside its reader."""
