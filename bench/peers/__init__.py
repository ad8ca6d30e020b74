"""The programs we are measured against, each in an environment of its own; nothing is downloaded from a model hub."""
