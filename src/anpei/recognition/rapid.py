"""The shipped engine: RapidOCR with the PP-OCR models inside its wheel, on ONNX Runtime. Nothing is downloaded."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from anpei.recognition.engine import Line, Quad, Seen
from anpei.recognition.pictures import Pixels

THREADS = 2
FIND_SIDE = 1_280
"""Text is looked for on a page scaled to this side; its characters are read from the full picture."""
FIND_SIDE_DENSE = 2_240
SMALL_TEXT = 11.0
"""Lines lower than this many pixels at FIND_SIDE: the page is dense and is looked at again, larger."""
FIND_SIDE_SMALL = 960
MIN_SCORE = 0.5
VOTERS = 16

Floats = NDArray[np.float32]


class RapidEngine:
    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._ocr: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_preprocess_img": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_side_len": 64,
            }
        )
        self._one_at_a_time = threading.Lock()
        self._name = f"rapidocr {version('rapidocr')} PP-OCRv6 small"

    @property
    def name(self) -> str:
        return self._name

    def see(self, pixels: Pixels) -> Seen:
        with self._one_at_a_time:
            quads = self._find(pixels)
            if not len(quads):
                return Seen(())
            turned = self._how_turned(pixels, quads)
            upright = np.ascontiguousarray(np.rot90(pixels, -turned // 90))
            quads = _turn(quads, turned, pixels.shape[1], pixels.shape[0])
            texts = self._read([_strip(upright, quad) for quad in quads])
        lines = [
            Line(text, score, _as_quad(quad))
            for quad, (text, score) in zip(quads, texts, strict=True)
            if text.strip() and score >= MIN_SCORE
        ]
        return Seen(tuple(lines), turned)

    def again(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        with self._one_at_a_time:
            return self._read([np.ascontiguousarray(strip[:, :, ::-1]) for strip in strips])

    def _find(self, pixels: Pixels) -> Floats:
        side = max(pixels.shape[:2])
        quads = self._find_at(pixels, min(max(side, FIND_SIDE_SMALL), FIND_SIDE))
        if len(quads) and side > FIND_SIDE * 1.2:
            heights = [min(_sides(quad)) * FIND_SIDE / side for quad in quads]
            if float(np.median(heights)) < SMALL_TEXT:
                return self._find_at(pixels, min(side, FIND_SIDE_DENSE))
        return quads

    def _find_at(self, pixels: Pixels, side: int) -> Floats:
        scale = side / max(pixels.shape[:2])
        page = _without_seals(pixels)
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        scaled = cv2.resize(page, None, fx=scale, fy=scale, interpolation=method) if scale != 1 else page
        detector = self._ocr._load_det_model()
        boxes = detector(np.ascontiguousarray(scaled[:, :, ::-1])).boxes
        if boxes is None or not len(boxes):
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(boxes, np.float32) / np.float32(scale)

    def _how_turned(self, pixels: Pixels, quads: Floats) -> int:
        """Degrees clockwise that set the page upright, by vote of its lines: first along, then which end is up."""
        along = across = 0.0
        for quad in quads:
            width, height = _sides(quad)
            if width > 1.5 * height:
                along += width
            elif height > 1.5 * width:
                across += height
        quarter = 90 if across > along else 0
        page = np.rot90(pixels, -quarter // 90)
        turned = _turn(quads, quarter, pixels.shape[1], pixels.shape[0])
        longest = sorted(turned, key=lambda quad: -_sides(quad)[0])[:VOTERS]
        strips = [np.ascontiguousarray(_strip(page, quad)) for quad in longest]
        votes = 0.0
        for label, score in self._ocr.cls_and_rotate(strips)[1].cls_res:
            votes += float(score) if label == "180" else -float(score)
        return (quarter + 180) % 360 if votes > 0 else quarter

    def _read(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        if not strips:
            return []
        from rapidocr.ch_ppocr_rec import TextRecInput

        reader = self._ocr._load_rec_model()
        found = reader(TextRecInput(img=list(strips), return_word_box=False))
        return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


@cache
def default() -> RapidEngine:
    """One engine a process: it holds about half a gigabyte."""
    return RapidEngine()


def _sides(quad: Floats) -> tuple[float, float]:
    width = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    height = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    return width, height


def _turn(quads: Floats, degrees: int, width: int, height: int) -> Floats:
    """The quads on the page turned clockwise; corners are named anew from the top left."""
    x, y = quads[..., 0], quads[..., 1]
    if degrees == 0:
        return quads
    moved = {90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[degrees]
    return np.roll(np.stack(moved, axis=-1), degrees // 90, axis=1)


def _as_quad(quad: Floats) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in quad)
    return a, b, c, d


def _strip(pixels: Pixels, quad: Floats) -> Pixels:
    """One line cut out flat, in blue-green-red; under a seal its red channel alone is kept."""
    width, height = (max(round(side), 8) for side in _sides(quad))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), flat)
    cut = cv2.warpPerspective(
        np.ascontiguousarray(pixels),
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    strip = cut.astype(np.uint8)
    if _is_stamped(strip):
        return np.repeat(strip[:, :, :1], 3, axis=2)
    return np.ascontiguousarray(strip[:, :, ::-1])


def _is_stamped(cut: Pixels) -> bool:
    """Both red ink and dark ink: printed text with a seal over it. Red ink alone is text printed red."""
    red, green, blue = (cut[:, :, one].astype(np.int16) for one in range(3))
    is_red = (red - np.maximum(green, blue)) > 50
    is_dark = red < 110
    return bool(is_red.mean() > 0.02 and is_dark.mean() > 0.03)


def _without_seals(pixels: Pixels) -> Pixels:
    """The page in grey with red ink faded, so that a seal does not hide the line under it."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    faded = cv2.addWeighted(grey, 0.4, pixels[:, :, 0], 0.6, 0)
    return np.repeat(faded[:, :, None], 3, axis=2)
