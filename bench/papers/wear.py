"""What happens to a sheet on its way: scanner, phone, fax of light and hand. Each condition is drawn by a seeded chance."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from bench.papers.drawing import stamp


def clean(image: Image.Image, chance: random.Random) -> bytes:
    return _jpeg(image, 92)


def light(image: Image.Image, chance: random.Random) -> bytes:
    """A scan or a careful photo: hardly turned, a little soft, slightly uneven."""
    turned = image.rotate(
        chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, expand=True, fillcolor=(228, 226, 222)
    )
    return _jpeg(_noise(_shade(_soft(turned, 0.6), chance, 0.12), chance, 2), 72)


def photo(image: Image.Image, chance: random.Random) -> bytes:
    """From a phone, on a table: perspective, shadow, any way up."""
    placed = _perspective(image, chance, 0.035)
    worn = _noise(_shade(_soft(placed, 0.8), chance, 0.3), chance, 4)
    return _jpeg(worn.rotate(90 * chance.randrange(4), expand=True), 62)


def hard(image: Image.Image, chance: random.Random) -> bytes:
    """A hurried phone: stronger perspective, softer, darker, small and compressed."""
    placed = _perspective(image, chance, 0.06)
    small = placed.resize((int(placed.width * 0.8), int(placed.height * 0.8)), Image.Resampling.BICUBIC)
    worn = _noise(_shade(_soft(small, 0.9), chance, 0.45), chance, 6)
    return _jpeg(worn.rotate(90 * chance.randrange(4), expand=True), 45)


def stamped(image: Image.Image, chance: random.Random) -> bytes:
    """Seals pressed over the text."""
    copy = image.copy()
    for _ in range(2):
        x, y = chance.uniform(0.25, 0.75) * image.width, chance.uniform(0.25, 0.85) * image.height
        stamp(copy, x, y, "样本业务专用章", int(min(image.size) * 0.13), 0.75)
    return _jpeg(_soft(copy, 0.5), 75)


CONDITIONS: dict[str, Callable[[Image.Image, random.Random], bytes]] = {
    "clean": clean,
    "light": light,
    "stamped": stamped,
    "photo": photo,
    "hard": hard,
}


def motion(image: Image.Image, length: int = 15) -> bytes:
    """Shaken: no engine reads this; the reader must say so."""
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    return _jpeg(Image.fromarray(cv2.filter2D(np.asarray(image), -1, kernel)), 80)


def _soft(image: Image.Image, sigma: float) -> Image.Image:
    return Image.fromarray(cv2.GaussianBlur(np.asarray(image), (0, 0), sigma))


def _shade(image: Image.Image, chance: random.Random, depth: float) -> Image.Image:
    pixels = np.asarray(image).astype(np.float32)
    height, width = pixels.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy = chance.uniform(0, width), chance.uniform(0, height)
    far = np.hypot((x - cx) / width, (y - cy) / height)
    tint = np.array([1.0, chance.uniform(0.94, 1.0), chance.uniform(0.86, 1.0)], np.float32)
    return Image.fromarray(np.clip(pixels * (1 - depth * far)[..., None] * tint, 0, 255).astype(np.uint8))


def _noise(image: Image.Image, chance: random.Random, strength: float) -> Image.Image:
    grain = np.random.default_rng(chance.randrange(2**32)).normal(0, strength, np.asarray(image).shape[:2])
    return Image.fromarray(np.clip(np.asarray(image) + grain[..., None], 0, 255).astype(np.uint8))


def _perspective(image: Image.Image, chance: random.Random, reach: float) -> Image.Image:
    width, height = image.size
    margin = 0.06
    wide, high = int(width * (1 + 2 * margin)), int(height * (1 + 2 * margin))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = np.array(
        [
            [
                x + width * margin + chance.uniform(-reach, reach) * width,
                y + height * margin + chance.uniform(-reach, reach) * height,
            ]
            for x, y in corners
        ],
        np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, moved)
    table = (chance.randrange(90, 150), chance.randrange(75, 120), chance.randrange(55, 100))
    return Image.fromarray(
        cv2.warpPerspective(np.asarray(image), matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=table)
    )


def _jpeg(image: Image.Image, quality: int) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality)
    return held.getvalue()
