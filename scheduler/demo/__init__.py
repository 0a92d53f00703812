"""The main job on the bundled sheet: every step real, on this machine alone."""
