"""Drawings of coloured shapes with captions: the training data of the shapes bundle.

All tables (colours, geometry, sizes, caption templates) are in shapes.json. A picture is

    background + coverage * (colour - background)

where coverage is an anti-aliased mask. There are only shapes x sizes x shifts different
masks, so they are drawn once and a batch is a table look-up.
"""

import hashlib
import json
import pathlib
import random

import numpy as np

TABLE = json.loads((pathlib.Path(__file__).parent / "shapes.json").read_text())
COLORS = list(TABLE["colors"])
SHAPES = TABLE["shapes"]
SIZES = list(TABLE["sizes"])
TEMPLATES = TABLE["templates"]


def inside(shape, x, y, r):
    """True where the point (x right, y down, from the shape's centre) is in a shape of radius r."""
    g = TABLE["geometry"]
    x, y = x / r, y / r
    if shape == "circle":
        return x * x + y * y <= 1.0
    if shape == "square":
        return np.maximum(np.abs(x), np.abs(y)) <= g["square_half_side"]
    if shape == "triangle":
        top, base = g["triangle_apex_y"], g["triangle_base_y"]
        width = g["triangle_half_base"] * (y - top) / (base - top)
        return (y <= base) & (np.abs(x) <= width)
    if shape == "cross":
        arm = g["cross_half_arm"]
        ax, ay = np.abs(x), np.abs(y)
        return ((ax <= arm) & (ay <= 1.0)) | ((ay <= arm) & (ax <= 1.0))
    if shape == "ring":
        d = x * x + y * y
        return (d <= 1.0) & (d >= g["ring_inner"] ** 2)
    if shape == "diamond":
        return np.abs(x) + np.abs(y) <= g["diamond_half_diagonal"]
    raise ValueError(shape)


def coverage(shape, r, dx, dy, samples=8):
    """Anti-aliased mask (image_size, image_size) in [0, 1], by samples x samples points a pixel."""
    n = TABLE["image_size"]
    axis = (np.arange(n * samples) + 0.5) / samples - n / 2.0
    hit = inside(shape, axis[None, :] - dx, axis[:, None] - dy, r)
    return hit.reshape(n, samples, n, samples).mean((1, 3)).astype(np.float32)


def held_out(shape, color, size, bg):
    """One combination in ten never appears in training; decided by a hash, so it never changes."""
    h = TABLE["held_out"]
    key = "|".join((h["salt"], shape, color, size, bg)).encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % h["one_in"] == 0


def combinations(part):
    """All (shape, color, size, bg) of part "train", "held-out" or "all"."""
    everything = [(s, c, z, b) for s in SHAPES for c in COLORS for z in SIZES for b in COLORS if b != c]
    if part == "all":
        return everything
    return [k for k in everything if held_out(*k) == (part == "held-out")]


def _article(word):
    return "an" if word[0] in "aeiou" else "a"


def caption(combination, template, size_word):
    shape, color, _, bg = combination
    return template.format(shape=shape, color=color, bg=bg, size=size_word, a_color=_article(color),
                           a_bg=_article(bg), a_size=_article(size_word))


def random_caption(combination, rng):
    """A caption and whether it names the size. rng: random.Random."""
    template = rng.choice(TEMPLATES)
    word = rng.choice(TABLE["size_words"][combination[2]])
    return caption(combination, template, word), "{size}" in template


def vocabulary():
    """Every word that a caption can hold, sorted, without the special tokens."""
    words = set(TABLE["extra_words"]) | {"a", "an", ","}
    for template in TEMPLATES:
        words |= {w.strip(",") for w in template.split() if not w.startswith("{")}
    words |= set(COLORS) | set(SHAPES) | {w for ws in TABLE["size_words"].values() for w in ws}
    words.discard("")
    return sorted(words)


def draw(combination, dx=0, dy=0):
    """One picture, uint8 (size, size, 3)."""
    shape, color, size, bg = combination
    mask = coverage(shape, TABLE["sizes"][size], dx, dy)[..., None]
    fg, back = np.float32(TABLE["colors"][color]), np.float32(TABLE["colors"][bg])
    return np.rint(back + mask * (fg - back)).astype(np.uint8)


def random_drawing(part, rng):
    combination = rng.choice(combinations(part))
    j = TABLE["jitter"]
    return combination, draw(combination, rng.randint(-j, j), rng.randint(-j, j))


class Batches:
    """Endless training batches: pictures (n, 3, size, size) float32 in [-1, 1] and token ids."""

    def __init__(self, tokenize, seed, empty_share=0.1, weights=None):
        """tokenize: list of captions -> (n, length) int array. weights: how often a shape comes, 1 if absent."""
        self.rng = np.random.default_rng(seed)
        self.combos = combinations("train")
        j = TABLE["jitter"]
        self.shifts = [(dx, dy) for dy in range(-j, j + 1) for dx in range(-j, j + 1)]
        self.masks = np.stack([
            np.stack([coverage(s, TABLE["sizes"][z], dx, dy) for dx, dy in self.shifts])
            for s in SHAPES for z in SIZES])
        self.colors = np.float32([TABLE["colors"][c] for c in COLORS]) / 127.5 - 1.0
        self.fields = np.array([(SHAPES.index(s) * len(SIZES) + SIZES.index(z), COLORS.index(c), COLORS.index(b))
                                for s, c, z, b in self.combos])
        texts = [[caption(k, t, w) for t in TEMPLATES for w in TABLE["size_words"][k[2]]] for k in self.combos]
        self.variants = len(texts[0])
        share = np.array([(weights or {}).get(k[0], 1.0) for k in self.combos])
        self.share = share / share.sum()
        self.tokens = np.asarray(tokenize([t for ts in texts for t in ts])).reshape(len(self.combos), self.variants, -1)
        self.empty = np.asarray(tokenize([""]))[0]
        self.empty_share = empty_share

    def next(self, n):
        k = self.rng.choice(len(self.combos), size=n, p=self.share)
        mask_of, fg, bg = self.fields[k].T
        mask = self.masks[mask_of, self.rng.integers(len(self.shifts), size=n)][:, None]
        fg, bg = self.colors[fg][:, :, None, None], self.colors[bg][:, :, None, None]
        pictures = bg + mask * (fg - bg)
        ids = self.tokens[k, self.rng.integers(self.variants, size=n)].copy()
        ids[self.rng.random(n) < self.empty_share] = self.empty
        return pictures, ids


def grid(pictures, columns):
    """uint8 (n, h, w, 3) -> one picture with a grey line between them."""
    n, h, w, _ = pictures.shape
    rows = -(-n // columns)
    out = np.full((rows * (h + 2) + 2, columns * (w + 2) + 2, 3), 128, np.uint8)
    for i, p in enumerate(pictures):
        y, x = 2 + (i // columns) * (h + 2), 2 + (i % columns) * (w + 2)
        out[y:y + h, x:x + w] = p
    return out


if __name__ == "__main__":
    import sys
    from PIL import Image

    rng = random.Random(0)
    pairs = [random_drawing("all", rng) for _ in range(64)]
    Image.fromarray(grid(np.stack([p for _, p in pairs]), 8)).resize((1096, 1096), 0).save(sys.argv[1])
    for combination, _ in pairs[:8]:
        print(random_caption(combination, rng)[0])
    print(len(combinations("train")), "combinations for training,", len(combinations("held-out")), "held out")
    print(vocabulary())
