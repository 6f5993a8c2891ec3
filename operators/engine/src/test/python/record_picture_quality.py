"""Prints what PictureQualityTest expects, as computed by scikit-image (recorded with 0.26.0).

The pictures are formulas, so that both sides make them; the luma is that of ITU-R BT.601, not rounded.
"""

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def picture(width, height, wave, noise):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    smooth = 127.5 + 100 * np.sin((x + wave * y + 5 * c) / 9)
    rough = (x * 7919 + y * 104729 + c * 1299709) * 31 % 1009 / 1009 - 0.5
    return np.clip(np.floor(smooth + noise * rough), 0, 255).astype(np.uint8)


def luma(p):
    return p.astype(np.float64) @ np.array([0.299, 0.587, 0.114])


for width, height, wave, noise in [(32, 32, 1, 12), (40, 24, 1, 90), (24, 40, 2, 3)]:
    a, b = picture(width, height, 1, 0), picture(width, height, wave, noise)
    ssim = structural_similarity(
        luma(a), luma(b), gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255)
    print(width, height, wave, noise, peak_signal_noise_ratio(a, b, data_range=255), ssim)
