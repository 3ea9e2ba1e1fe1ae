"""Keeping an index in step with its corpus folder, for whatever runs on."""
