"""Faces in frames: detectors compared, the study's choice of them, what it finds, what people correct."""
