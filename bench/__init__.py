"""Catalogs of any size, and how fast they are judged: by goldenpath and by Backstage's own code."""
