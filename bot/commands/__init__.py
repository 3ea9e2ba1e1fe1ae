"""The commands of `wortlaut`, one a file: parse, call one function of the engine, render.

A file `NAME.py` here is the command NAME: its function `command` carries the arguments and options,
its docstring is the help, and the status it returns is the exit status. What is heavy to import
stands inside the function: `--help` imports every file here.
"""
