"""Tests of the checker: it knows real drawings, and neither wrong captions nor noise pass. Run: python -m unittest"""

import random
import unittest

import numpy as np

import shapes_data
from shapes_checker import check

COUNT = 2000


class ShapesCheckerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        rng = random.Random(7)
        cls.drawings = [shapes_data.random_drawing("all", rng) for _ in range(COUNT)]
        cls.findings = [check(p) for _, p in cls.drawings]

    def test_knows_real_drawings(self):
        right = sum(f.matches(k[0], k[1], k[3]) and f.size == k[2]
                    for (k, _), f in zip(self.drawings, self.findings))
        self.assertGreaterEqual(right / COUNT, 0.99)

    def test_knows_drawings_with_pixel_noise(self):
        rng = np.random.default_rng(3)
        part = self.drawings[:300]
        right = sum(check(np.clip(p + rng.normal(0, 8, p.shape), 0, 255)).matches(k[0], k[1], k[3]) for k, p in part)
        self.assertGreaterEqual(right / len(part), 0.97)

    def test_shuffled_captions_fail(self):
        keys = [k for k, _ in self.drawings]
        random.Random(8).shuffle(keys)
        right = sum(f.matches(k[0], k[1], k[3]) for k, f in zip(keys, self.findings))
        self.assertLessEqual(right / COUNT, 0.05)

    def test_rejects_noise(self):
        rng = np.random.default_rng(1)
        for _ in range(50):
            self.assertTrue(check(rng.integers(0, 256, (32, 32, 3))).reason)

    def test_rejects_flat_pictures(self):
        for value in shapes_data.TABLE["colors"].values():
            self.assertEqual(check(np.full((32, 32, 3), value)).reason, "no foreground")

    def test_rejects_speckle_of_two_colours(self):
        """The failure of early models: right colours in a right area, but grains instead of a shape."""
        rng = np.random.default_rng(2)
        for k, p in self.drawings[:200]:
            fore, back = (np.array(shapes_data.TABLE["colors"][c]) for c in (k[1], k[3]))
            grains = np.where(rng.random((32, 32, 1)) < 0.5, fore, back)
            grains[[0, -1]] = back
            grains[:, [0, -1]] = back
            self.assertTrue(check(grains).reason)

    def test_rejects_shapes_full_of_holes(self):
        rng = np.random.default_rng(4)
        for k, p in self.drawings[:200]:
            back = np.array(shapes_data.TABLE["colors"][k[3]])
            holes = np.where(rng.random((32, 32, 1)) < 0.4, back, p)
            self.assertTrue(check(holes).reason)

    def test_rejects_two_shapes(self):
        left = shapes_data.coverage("square", 6.5, -8, 0)[..., None]
        right = shapes_data.coverage("circle", 6.5, 8, 0)[..., None]
        picture = 15 + 230 * np.maximum(left, right) * np.ones(3)
        self.assertTrue(check(picture).reason)


if __name__ == "__main__":
    unittest.main()
