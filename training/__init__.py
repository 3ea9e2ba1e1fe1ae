"""How the reader of `retrieval/reading/` is trained; no part of the installation.

python -m training DATA
"""
