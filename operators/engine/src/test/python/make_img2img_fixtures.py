"""Makes the parity fixtures fixtures/img2img: image-to-image of the bundles of the other fixtures.

    python make_img2img_fixtures.py [--out ../resources/fixtures/img2img]

For pixel space (sd3-tiny/bundle): a loop over the modules with the flow's scheduler and with those that from_config
makes of it. For the published layout (sd3-published/bundle): StableDiffusion3Img2ImgPipeline itself. The prompts and
numbers are repeated in the manifest; latents have one row for the start and one for each step taken.
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform

import numpy as np
import torch
from diffusers import (DPMSolverMultistepScheduler, FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel,
                       StableDiffusion3Img2ImgPipeline, UniPCMultistepScheduler)
from PIL import Image
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import CLIPTextModelWithProjection

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "resources" / "fixtures"
SEED = 11
GUIDANCE = 2.5
PIXEL_PROMPT = "a big red circle on a blue background"
LATENT_PROMPT = "A photograph of an astronaut riding a horse"
PIXEL_CASES = [("FlowMatchEulerDiscreteScheduler", 10, 0.6), ("FlowMatchEulerDiscreteScheduler", 10, 1.0),
               ("FlowMatchEulerDiscreteScheduler", 7, 0.01), ("DPMSolverMultistepScheduler", 10, 0.6),
               ("UniPCMultistepScheduler", 10, 0.75)]
LATENT_CASES = [("FlowMatchEulerDiscreteScheduler", 5, 0.6), ("FlowMatchEulerDiscreteScheduler", 4, 1.0)]


def picture(side, seed):
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8))
    return coarse.resize((side, side), Image.Resampling.BICUBIC)


def multistep(kind, flow):
    return kind.from_config(flow.config, use_flow_sigmas=True, flow_shift=flow.config.shift,
                            prediction_type="flow_prediction")


def run_pixels(name, steps, strength, image):
    bundle = FIXTURES / "sd3-tiny" / "bundle"
    transformer = SD3Transformer2DModel.from_pretrained(bundle / "transformer").eval()
    text = CLIPTextModelWithProjection.from_pretrained(bundle / "text_encoder").eval()
    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer" / "tokenizer.json"))
    flow = FlowMatchEulerDiscreteScheduler.from_pretrained(bundle / "scheduler")
    scheduler = {"FlowMatchEulerDiscreteScheduler": lambda: flow,
                 "DPMSolverMultistepScheduler": lambda: multistep(DPMSolverMultistepScheduler, flow),
                 "UniPCMultistepScheduler": lambda: multistep(UniPCMultistepScheduler, flow)}[name]()
    encoded = text(input_ids=torch.tensor([e.ids for e in tokenizer.encode_batch(["", PIXEL_PROMPT])]),
                   output_hidden_states=True)
    scheduler.set_timesteps(steps)
    start = int(max(steps - min(steps * strength, steps), 0))
    scheduler.set_begin_index(start)
    timesteps = scheduler.timesteps[start:]
    x0 = torch.from_numpy(np.array(image).astype(np.float32) / 255.0).permute(2, 0, 1)[None] * 2.0 - 1.0
    noise = torch.randn(x0.shape, generator=torch.Generator("cpu").manual_seed(SEED))
    renoise = scheduler.scale_noise if name.startswith("Flow") else scheduler.add_noise
    if name.startswith("Flow"):
        x = renoise(x0, timesteps[:1], noise)
    else:
        x = renoise(x0, noise, timesteps[:1])
    rows = [x]
    for t in timesteps:
        v = transformer(torch.cat([x, x]), encoded.hidden_states[-2], encoded.text_embeds, t.expand(2),
                        return_dict=False)[0]
        empty, full = v.chunk(2)
        x = scheduler.step(empty + GUIDANCE * (full - empty), t, x, return_dict=False)[0]
        rows.append(x)
    return torch.cat(rows)


def run_latents(steps, strength, image):
    pipe = StableDiffusion3Img2ImgPipeline.from_pretrained(FIXTURES / "sd3-published" / "bundle",
                                                           torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    rows = []

    def prepare(*args, **kwargs):
        rows.append(StableDiffusion3Img2ImgPipeline.prepare_latents(pipe, *args, **kwargs).clone())
        return rows[0]

    def record(_, __, ___, kwargs):
        rows.append(kwargs["latents"].clone())
        return kwargs

    pipe.prepare_latents = prepare
    pipe(prompt=LATENT_PROMPT, negative_prompt="", image=image, strength=strength, num_inference_steps=steps,
         guidance_scale=GUIDANCE, height=image.height, width=image.width, output_type="latent",
         generator=torch.Generator("cpu").manual_seed(SEED), callback_on_step_end=record)
    return torch.cat(rows)


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=pathlib.Path, default=FIXTURES / "img2img")
    out = p.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    tensors = {}
    pictures = {"pixels": picture(8, 1), "latents": picture(32, 2)}
    for name, image in pictures.items():
        image.save(out / f"{name}.png")
        tensors[f"{name}.picture"] = torch.from_numpy(np.array(image).astype(np.float32)).permute(2, 0, 1).contiguous()
    for i, (name, steps, strength) in enumerate(PIXEL_CASES):
        tensors[f"pixels.{i}"] = run_pixels(name, steps, strength, pictures["pixels"]).contiguous()
    for i, (_, steps, strength) in enumerate(LATENT_CASES):
        tensors[f"latents.{i}"] = run_latents(steps, strength, pictures["latents"]).contiguous()
    assert all(torch.isfinite(t).all() for t in tensors.values())
    save_file(tensors, out / "expected.safetensors")
    (out / "manifest.json").write_text(json.dumps({
        "made_by": "operators/engine/src/test/python/make_img2img_fixtures.py",
        "python": platform.python_version(),
        "versions": {k: importlib.metadata.version(k) for k in ("torch", "diffusers", "transformers", "safetensors",
                                                                "pillow", "numpy")},
        "seed": SEED, "guidance_scale": GUIDANCE, "pixel_prompt": PIXEL_PROMPT, "latent_prompt": LATENT_PROMPT,
        "pixels": PIXEL_CASES, "latents": LATENT_CASES,
        "rows": "the noised picture, then one row a step",
    }, indent=2) + "\n")
    for n, t in tensors.items():
        print(n, tuple(t.shape), t.abs().max().item())


if __name__ == "__main__":
    main()
