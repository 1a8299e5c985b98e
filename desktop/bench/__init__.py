"""The benchmark: speed on this machine, by name, beside its bars."""
