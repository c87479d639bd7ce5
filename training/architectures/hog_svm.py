"""Histograms of oriented gradients (Dalal and Triggs 2005), by OpenCV."""

import cv2
import numpy as np
from numpy.typing import NDArray

CELL_PX, BLOCK_PX, BINS = 8, 16, 9


def hog_features(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Nine directions in cells of 8 x 8 pixels, normalised in blocks of 2 x 2 cells.

    Args:
        grey: Shape (side, side), the side a multiple of 8.
    """
    size = (grey.shape[1], grey.shape[0])
    histograms = cv2.HOGDescriptor(size, (BLOCK_PX, BLOCK_PX), (CELL_PX, CELL_PX), (CELL_PX, CELL_PX), BINS)
    return np.asarray(histograms.compute(grey), dtype=np.float32).ravel()
