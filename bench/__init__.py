"""Measurements. Imports the runtime, never another stage."""
