"""Benchmarks that need no window: what is measured, and the centres it is measured in."""
