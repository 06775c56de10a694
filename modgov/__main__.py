"""`python -m modgov` is `modgov`."""

from .cli import main

if __name__ == "__main__":
    main()
