"""The web face: pages to read and check on, and a JSON API. Everything is made on the server."""
