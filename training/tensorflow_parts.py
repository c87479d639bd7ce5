"""TensorFlow, imported from here only: quiet, repeatable, and with as many threads as it is given."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # it greets on the error channel
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import tensorflow

# Without it, sums on several threads may differ from run to run, and a resumed fold from an undisturbed one.
tensorflow.config.experimental.enable_op_determinism()

__all__ = ["keras", "tensorflow"]
