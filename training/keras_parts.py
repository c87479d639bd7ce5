"""Keras, imported from here only: on TensorFlow, unless the environment names another back end to measure on."""

import os

if os.environ.get("KERAS_BACKEND", "tensorflow") == "tensorflow":
    from training.tensorflow_parts import keras
else:
    import keras

__all__ = ["keras"]
