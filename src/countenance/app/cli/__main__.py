"""``python -m countenance.app.cli``."""

from countenance.app.cli import main

main()
