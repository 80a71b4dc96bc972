"""`python -m kefu` is the command `kefu`."""

from kefu.cli import main

if __name__ == "__main__":
    main()
