"""`python -m generator`, `python -m shapewright` and the command `shapewright`."""

import signal


def main() -> None:
    """Run the command line. Ctrl-C during the imports ends the process without a traceback."""
    handles_interrupts = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not so in a background job
    if handles_interrupts:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from . import cli

    if handles_interrupts:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
