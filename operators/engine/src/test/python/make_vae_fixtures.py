"""Makes the parity fixtures fixtures/vae-tiny: small random autoencoders and what diffusers computes with them.

    python make_vae_fixtures.py [--out ../resources/fixtures/vae-tiny]

Every parameter is random (norms and biases too), so swapped arrays cannot pass. The reference is AutoencoderKL
itself, encode and decode, whole and with enable_vae_tiling, and the draws of image-to-image pipelines: one
generator gives the sample of the latents first and the noise after it.
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform
import shutil

import torch
from diffusers import AutoencoderKL
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).resolve().parent
SEED = 2 ** 33 + 5

VARIANTS = {
    # As the autoencoders before SD3: convolutions around the latents, no shift. In several files.
    "classic": dict(
        config=dict(block_out_channels=(6, 9, 12), layers_per_block=1, norm_num_groups=3, latent_channels=4,
                    sample_size=32, scaling_factor=0.18215),
        shard="24KB", whole=(8, 6), tiled=[(14, 11), (5, 9)]),
    # As the one of SD3: 16 channels of latents, shifted, and no convolutions around them.
    "sd3": dict(
        config=dict(block_out_channels=(4, 4, 8, 8), layers_per_block=2, norm_num_groups=2, latent_channels=16,
                    sample_size=32, scaling_factor=1.5305, shift_factor=0.0609, use_quant_conv=False,
                    use_post_quant_conv=False),
        shard="1GB", whole=(4, 3), tiled=[(7, 5)]),
    # No attention, one block, so one pixel of the latents is one of the picture.
    "plain": dict(
        config=dict(block_out_channels=(4,), layers_per_block=1, norm_num_groups=4, latent_channels=2,
                    sample_size=8, mid_block_add_attention=False, use_quant_conv=False),
        shard="1GB", whole=(8, 8), tiled=[(10, 3)]),
}


def randomise(model, seed):
    g = torch.Generator("cpu").manual_seed(seed)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            noise = torch.randn(p.shape, generator=g)
            if p.dim() == 1:
                p.copy_(1 + 0.3 * noise if name.endswith("weight") else 0.2 * noise)
            else:
                p.copy_(noise / p[0].numel() ** 0.5)
    return model.eval()


def record(rec, prefix, vae, side, generator):
    scale = 2 ** (len(vae.config.block_out_channels) - 1)
    shift = vae.config.shift_factor or 0.0
    shape = (1, vae.config.latent_channels, *side)
    latents = torch.randn(shape, generator=generator)
    picture = torch.rand((1, 3, scale * side[0], scale * side[1]), generator=generator) * 2 - 1
    rec[f"{prefix}.in.latents"] = latents
    rec[f"{prefix}.in.picture"] = picture
    rec[f"{prefix}.picture"] = vae.decode(latents / vae.config.scaling_factor + shift).sample
    posterior = vae.encode(picture).latent_dist
    rec[f"{prefix}.mean"] = (posterior.mode() - shift) * vae.config.scaling_factor
    g = torch.Generator("cpu").manual_seed(SEED)
    rec[f"{prefix}.sample"] = (posterior.sample(generator=g) - shift) * vae.config.scaling_factor
    rec[f"{prefix}.noise"] = torch.randn(shape, generator=g)


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=pathlib.Path, default=HERE.parent / "resources" / "fixtures" / "vae-tiny")
    out = p.parse_args().out
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    for number, (name, v) in enumerate(VARIANTS.items()):
        blocks = len(v["config"]["block_out_channels"])
        vae = randomise(AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * blocks, up_block_types=("UpDecoderBlock2D",) * blocks,
            **v["config"]), 400 + number)
        vae.save_pretrained(out / name, max_shard_size=v["shard"])
        g = torch.Generator("cpu").manual_seed(500 + number)
        rec = {}
        record(rec, "whole", vae, v["whole"], g)
        vae.enable_tiling()
        for h, w in v["tiled"]:
            record(rec, f"tiled.{h}x{w}", vae, (h, w), g)
        save_file({k: t.contiguous().clone() for k, t in sorted(rec.items())}, out / f"expected-{name}.safetensors")
    (out / "manifest.json").write_text(json.dumps({
        "made_by": "operators/engine/src/test/python/make_vae_fixtures.py",
        "python": platform.python_version(),
        "versions": {k: importlib.metadata.version(k) for k in ("torch", "diffusers", "safetensors")},
        "seed": SEED}, indent=2) + "\n")
    for f in sorted(out.rglob("*")):
        if f.is_file():
            print(f"{f.stat().st_size:8d} {f.relative_to(out)}")


if __name__ == "__main__":
    main()
