"""Whether a picture has something on it where something must be, and the part of it that shows one chart."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

SCALE = 2  # pixels of a picture to one of the page
DARKEST_GROUND = 222  # of 255: paper, wash and the watermark on them are lighter, all that says something is darker
LEAST_INK = 0.0005  # share of a chart's plot: a single dot has ten times that
MOST_PIXELS = 200_000_000  # 3840 wide and 52,000 high: no page is that long

Box = Sequence[float]  # left, top, right, bottom in pixels of the page


def opened(png: bytes) -> Image.Image:
    """A picture as colours."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    picture: Image.Image = Image.open(io.BytesIO(png))
    picture.load()
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def ink(picture: Image.Image, box: Box) -> float:
    """The share of a part's pixels that are darker than any ground."""
    part = np.asarray(cut(picture, box))
    return float((part.min(axis=2) < DARKEST_GROUND).mean()) if part.size else 0.0


def is_blank(picture: Image.Image, box: Box) -> bool:
    """Whether nothing at all stands in a part."""
    part = cut(picture, box)
    if not part.width or not part.height:
        return True
    return all(band.point(lambda value: 255 * (value < DARKEST_GROUND)).getbbox() is None for band in part.split())


def cut(picture: Image.Image, box: Box) -> Image.Image:
    """A part of a picture; what lies outside the picture is left out."""
    left, top, right, bottom = (round(SCALE * edge) for edge in box)
    return picture.crop((max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height)))


def as_png(picture: Image.Image) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    picture.save(target, "PNG", dpi=(96 * SCALE, 96 * SCALE))
    return target.getvalue()
