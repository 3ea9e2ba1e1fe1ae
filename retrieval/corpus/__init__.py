"""The corpus folder: listing it, adding an article to it, removing one."""
