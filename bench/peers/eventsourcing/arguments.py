"""The command line that every peer program takes (see ../README.md)."""

import argparse


def read(argv):
    """The workload and its settings."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=["prepare", "append", "load", "subscription", "version"])
    parser.add_argument("--postgres")
    for name, usual in [("writers", 1), ("events", 1), ("streams", 0), ("length", 0), ("processes", 2)]:
        parser.add_argument(f"--{name}", type=int, default=usual)
    for name, usual in [("seconds", 1.0), ("rate", 200.0)]:
        parser.add_argument(f"--{name}", type=float, default=usual)
    return parser.parse_args(argv)
