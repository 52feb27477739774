"""``python -m verification`` and the command ``refgrad``."""

from verification.cli import main

if __name__ == "__main__":
    main()
