"""OpenCV's single-shot detector on ResNet-10 (Liu et al. 2016), in its 8-bit TensorFlow or its Caffe form."""

from pathlib import Path

import cv2

from inference.detectors.face import Box, Detector, Face, Pixels

SIDE_PX = 300
MEAN_BGR = (104.0, 177.0, 123.0)
SCORE_FROM = 0.5


class SingleShot:
    """Looks at the whole picture squeezed to 300 x 300."""

    sure_from = 0.9

    def __init__(self, network: cv2.dnn.Net) -> None:
        self._network = network

    def detect(self, picture: Pixels) -> list[Face]:
        """As `Detector.detect`; scores from 0.5 to 1."""
        self._network.setInput(cv2.dnn.blobFromImage(picture, 1.0, (SIDE_PX, SIDE_PX), MEAN_BGR, swapRB=True))
        found = self._network.forward()[0, 0]
        return [Face(Box(*map(float, row[3:7])), float(row[2])) for row in found if row[2] >= SCORE_FROM]


def load(files: dict[str, Path]) -> Detector:
    """The detector, from whichever pair of files is there."""
    if "opencv-ssd-caffe" in files:
        network = cv2.dnn.readNetFromCaffe(str(files["opencv-ssd-prototxt"]), str(files["opencv-ssd-caffe"]))
    else:
        network = cv2.dnn.readNetFromTensorflow(str(files["opencv-ssd-uint8"]), str(files["opencv-ssd-pbtxt"]))
    return SingleShot(network)
