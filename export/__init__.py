"""Checkpoints become artifacts: OpenVINO IR folders with a manifest. Imports the runtime, never another stage."""
