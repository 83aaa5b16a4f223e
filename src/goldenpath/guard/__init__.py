"""Manifests meet policies: by which ones each is judged, in which stage, and among which others."""

from goldenpath.guard.guard import Guard, Setting, Verdict
from goldenpath.guard.policies import Policies, PolicyFolderError

__all__ = ["Guard", "Policies", "PolicyFolderError", "Setting", "Verdict"]
