"""Says what a picture shows, by geometry alone: background colour, shape, its colour and its size.

It shares only the numbers in shapes.json with the code that draws. The algorithm, for re-implementation
(colours are RGB 0-255, distances are Euclidean, pixel (row i, column j) has its centre at
(x, y) = (j + 0.5 - n / 2, i + 0.5 - n / 2), y down):

1. Background. B = median of the pixels on the 1-pixel border, channel by channel (an even count takes the
   mean of the two middle values). At least border_share of the border must lie within color_tolerance of B.
   Its name is the nearest table colour, which must be within color_tolerance; else "no background".
2. Foreground. F = channel median of the pixels farther than color_tolerance from B (at least
   min_foreground_pixels of them). Its name likewise, and it must differ from the background's.
3. Coverage. Each pixel p gets a = clamp((p - B) . (F - B) / |F - B|^2, 0, 1). It is off the line when
   |p - (B + a (F - B))| > off_line_distance. More than max_off_line_share of off-line pixels is speckle.
4. Shape. For each shape, each radius of template_radii and each shift (dx, dy) of whole pixels with
   |dx|, |dy| <= template_shift, a template T is the share of 4 x 4 points in the pixel (at offsets 1/8, 3/8,
   5/8, 7/8) that lie in the shape. Score = sum min(a, T) / sum max(a, T). The best template names the shape;
   its score must reach min_iou. The size is "big" when its radius exceeds size_split, else "small".

A point (x, y) divided by the radius, relative to the shape's centre, lies in
circle: x^2 + y^2 <= 1;  square: max(|x|, |y|) <= square_half_side;
triangle: y <= base and |x| <= half_base (y - apex) / (base - apex)  (apex up);
cross: (|x| <= arm and |y| <= 1) or (|y| <= arm and |x| <= 1);
ring: inner^2 <= x^2 + y^2 <= 1;  diamond: |x| + |y| <= half_diagonal.
"""

import dataclasses
import functools
import json
import pathlib

import numpy as np

TABLE = json.loads((pathlib.Path(__file__).parent / "shapes.json").read_text())
RULE = TABLE["checker"]
NAMES = list(TABLE["colors"])
VALUES = np.array([TABLE["colors"][c] for c in NAMES], dtype=np.float64)


@dataclasses.dataclass(frozen=True)
class Finding:
    """What was seen. A reason other than "" says why the picture was rejected; the rest may be None then."""

    background: str | None = None
    color: str | None = None
    shape: str | None = None
    size: str | None = None
    score: float = 0.0
    reason: str = ""

    def matches(self, shape, color, background):
        return not self.reason and (self.shape, self.color, self.background) == (shape, color, background)


def _in_shape(shape, x, y):
    g = TABLE["geometry"]
    ax, ay = abs(x), abs(y)
    match shape:
        case "circle":
            return x * x + y * y <= 1
        case "square":
            return max(ax, ay) <= g["square_half_side"]
        case "triangle":
            height = (y - g["triangle_apex_y"]) / (g["triangle_base_y"] - g["triangle_apex_y"])
            return y <= g["triangle_base_y"] and ax <= g["triangle_half_base"] * height
        case "cross":
            return (ax <= g["cross_half_arm"] and ay <= 1) or (ay <= g["cross_half_arm"] and ax <= 1)
        case "ring":
            return g["ring_inner"] ** 2 <= x * x + y * y <= 1
        case "diamond":
            return ax + ay <= g["diamond_half_diagonal"]
    raise ValueError(shape)


@functools.cache
def _templates():
    """(labels, matrix, area): a (shape, radius) label and a row for each shape, radius and shift; sums of rows."""
    n, reach = TABLE["image_size"], RULE["template_shift"]
    wide = n + 2 * reach
    labels, rows = [], []
    for shape in TABLE["shapes"]:
        for radius in RULE["template_radii"]:
            mask = np.zeros((wide, wide))
            for i in range(wide):
                for j in range(wide):
                    inside = 0
                    for v in range(4):
                        for u in range(4):
                            x = j + (u + 0.5) / 4 - wide / 2
                            y = i + (v + 0.5) / 4 - wide / 2
                            inside += _in_shape(shape, x / radius, y / radius)
                    mask[i, j] = inside / 16
            for dy in range(-reach, reach + 1):
                for dx in range(-reach, reach + 1):
                    labels.append((shape, radius))
                    rows.append(mask[reach - dy:reach - dy + n, reach - dx:reach - dx + n].ravel())
    matrix = np.array(rows, dtype=np.float32)
    return labels, matrix, matrix.sum(1)


def _name(value):
    distance = np.linalg.norm(VALUES - value, axis=1)
    best = int(distance.argmin())
    return NAMES[best] if distance[best] <= RULE["color_tolerance"] else None


def check(picture):
    """picture: (n, n, 3), 0-255. Returns a Finding."""
    p = np.asarray(picture, dtype=np.float64)
    n = TABLE["image_size"]
    if p.shape != (n, n, 3):
        return Finding(reason="wrong size")
    border = np.concatenate([p[0], p[-1], p[1:-1, 0], p[1:-1, -1]])
    back = np.median(border, axis=0)
    background = _name(back)
    near = np.linalg.norm(border - back, axis=1) <= RULE["color_tolerance"]
    if background is None or near.mean() < RULE["border_share"]:
        return Finding(reason="no background")
    pixels = p.reshape(-1, 3)
    front = pixels[np.linalg.norm(pixels - back, axis=1) > RULE["color_tolerance"]]
    if len(front) < RULE["min_foreground_pixels"]:
        return Finding(background, reason="no foreground")
    fore = np.median(front, axis=0)
    color = _name(fore)
    if color is None or color == background:
        return Finding(background, reason="no colour")
    line = fore - back
    a = np.clip((pixels - back) @ line / (line @ line), 0, 1)
    off = np.linalg.norm(pixels - (back + a[:, None] * line), axis=1) > RULE["off_line_distance"]
    if off.mean() > RULE["max_off_line_share"]:
        return Finding(background, color, reason="speckle")
    labels, matrix, area = _templates()
    common = np.minimum(matrix, a.astype(np.float32)).sum(1)
    score = common / (area + a.sum() - common)  # sum max(a, T) = sum a + sum T - sum min(a, T)
    best = int(score.argmax())
    shape, radius = labels[best]
    size = "big" if radius > RULE["size_split"] else "small"
    reason = "" if score[best] >= RULE["min_iou"] else "no shape"
    return Finding(background, color, shape, size, float(score[best]), reason)
