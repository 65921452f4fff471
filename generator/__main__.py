"""`python -m generator`, which is `shapewright`, too."""

import signal


def main() -> None:
    """Run the command line. Ctrl-C while this is loaded ends the process, and leaves no traceback."""
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not of a job in the background
    if is_heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from . import cli

    if is_heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
