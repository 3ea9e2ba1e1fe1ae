"""How the reader is trained; no part of the installation."""
