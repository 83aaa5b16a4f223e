"""The offline policy engine, without any other engine."""
