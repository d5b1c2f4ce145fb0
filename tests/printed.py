"""What a phone would read from a printed code: it looks more than once, as phones do."""

from __future__ import annotations

from typing import Any

import cv2


def told_by(picture: Any) -> str:
    """The text of the first code in a picture; nothing where there is none."""
    for size in (1, 0.75, 1.5, 0.5):
        seen = cv2.resize(picture, None, fx=size, fy=size, interpolation=cv2.INTER_AREA)
        for eye in (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()):
            text: str = eye.detectAndDecode(seen)[0]
            if text:
                return text
    return ""
