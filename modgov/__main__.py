"""Where `modgov` and `python -m modgov` begin."""

import signal


def main() -> None:
    """Load the commands and run one. While they load there is nothing to finish: Ctrl-C ends it without a word."""
    heard = signal.getsignal(signal.SIGINT)
    if heard is signal.default_int_handler:  # and not ignored, as behind nohup
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .cli import main as run  # noqa: PLC0415  # it takes the better part of a second

    if heard is signal.default_int_handler:
        signal.signal(signal.SIGINT, heard)
    run()


if __name__ == "__main__":
    main()
