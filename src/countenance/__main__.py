"""``python -m countenance`` is the command ``countenance``."""

from countenance.app.cli import main

if __name__ == "__main__":
    main()
