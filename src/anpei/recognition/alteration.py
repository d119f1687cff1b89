"""Places whose ground is smoother than the rest of the picture: shown as evidence, never as a verdict.

A camera or scanner leaves grain on all of a page. Where a patch was laid over it, the grain is missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from anpei.recognition.pictures import Pixels
from anpei.recognition.runs import Run

Shades = NDArray[np.float32]

GRAIN = 0.6
"""A page whose usual grain is finer than this says nothing: print, screen pictures, strong compression."""
SMOOTH = 0.3
MIN_RUNS = 8
MIN_GROUND = 150


def smooth_places(pixels: Pixels, runs: Sequence[Run]) -> list[Run]:
    """The runs whose ground has less than three tenths of the page's usual grain."""
    if len(runs) < MIN_RUNS:
        return []
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)
    fine = np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), 1.5), np.float32)
    measured = [(run, grain) for run in runs if (grain := _grain(grey, fine, run)) is not None]
    if len(measured) < MIN_RUNS:
        return []
    usual = float(np.median([grain for _, grain in measured]))
    if usual < GRAIN:
        return []
    return [run for run, grain in measured if grain < SMOOTH * usual]


def _grain(grey: Shades, fine: Shades, run: Run) -> float | None:
    """How much the ground between the characters of a run varies from pixel to pixel; edges count little."""
    xs, ys = [x for x, _ in run.quad], [y for _, y in run.quad]
    left, right = max(int(min(xs)), 0), int(max(xs))
    top, bottom = max(int(min(ys)), 0), int(max(ys))
    strip = grey[top:bottom, left:right]
    if strip.size < MIN_GROUND:
        return None
    ink = (strip < np.percentile(strip, 60) - 25).astype(np.uint8)
    ground = cv2.dilate(ink, np.ones((7, 7), np.uint8)) == 0
    if int(ground.sum()) < MIN_GROUND:
        return None
    return float(np.median(np.abs(fine[top:bottom, left:right][ground]))) * 1.48
