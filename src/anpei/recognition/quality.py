"""How good a picture is: sharp, evenly lit, whole. Measured on the picture, said to the person who can take another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from anpei.recognition.pictures import Pixels
from anpei.recognition.runs import Run

SIDE = 1_000
BLURRED = 0.28
GLARE_SHARE = 0.02
DARK = 60
SMALL_TEXT = 9.0
MIN_RUNS_CUT = 3


@dataclass(frozen=True)
class Quality:
    sharpness: float
    glare: float
    brightness: float


def measure(pixels: Pixels) -> Quality:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    levels = grey.astype(np.uint8)
    return Quality(_sharpness(levels), _glare(levels), float(np.median(levels)))


def _sharpness(grey: Pixels) -> float:
    """How steep the steepest edges are against the contrast they bridge: about 1 for print, towards 0 for blur.

    Across and down are measured apart and the softer counts: a shaken picture is soft in one direction only.
    """
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    contrast = float(np.percentile(smooth, 98) - np.percentile(smooth, 2))
    if contrast < 8:
        return 0.0
    directions = (cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    return round(min(float(np.percentile(np.abs(one), 99.5)) for one in directions) / 4 / contrast, 4)


def _glare(grey: Pixels) -> float:
    """The share of the page that is burnt out beside parts that are not: white paper alone is not glare."""
    burnt = grey >= 253
    around = cv2.blur(grey.astype(np.float32), (61, 61))
    usual = float(np.median(grey))
    if usual >= 235:
        return 0.0
    return round(float((burnt & (around > usual + 30)).mean()), 4)


def touching_edge(runs: Sequence[Run], width: int, height: int) -> bool:
    """Several lines begin or end at the very edge: a part of the paper is outside the picture."""
    margin = 0.004
    touching = 0
    for run in runs:
        xs, ys = [x / width for x, _ in run.quad], [y / height for _, y in run.quad]
        touching += min(xs) < margin or max(xs) > 1 - margin or min(ys) < margin or max(ys) > 1 - margin
    return touching >= MIN_RUNS_CUT
