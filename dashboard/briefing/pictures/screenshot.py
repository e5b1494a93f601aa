"""A whole page as PNG by Chromium's own protocol: packed quickly, which Playwright cannot ask for.

The same pixels in half the time, the file a quarter larger.
"""

from __future__ import annotations

import base64

from playwright.sync_api import Page

from dashboard.briefing.pictures.pixels import SCALE

SIZE = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"


def whole(page: Page) -> bytes:
    """The page from top to bottom; its viewport must be set."""
    session = page.context.new_cdp_session(page)  # never detached before the page closes: its end would end the scale
    seen = {**(page.viewport_size or {}), "deviceScaleFactor": SCALE, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", seen)  # a session knows nothing of what another has set
    width, height = page.evaluate(SIZE)
    asked = {
        "format": "png",
        "optimizeForSpeed": True,
        "captureBeyondViewport": True,
        "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
    }
    return base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])
