"""Hostile inputs with what must come of them, and a fuzzer of the reader."""
