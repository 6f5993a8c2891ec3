"""Writes the EMA of a checkpoint as a float16 bundle in the layout of diffusers and transformers.

    python export_shapes.py --checkpoint work/last.pt --out ../shapes [--guidance 2.5]
    python evaluate_shapes.py --bundle ../shapes --json ../shapes/score.json --grid ../shapes/sample.png
    python evaluate_shapes.py --bundle ../shapes --count 300 --caption-seed 2024 --seed 20000 \\
        --json ../shapes/score-fresh.json
    python export_shapes.py --card --out ../shapes     # the model card, with the scores
"""

import argparse
import importlib.metadata
import json
import pathlib
import shutil

import torch

import shapes_data
import shapes_model
from evaluate_shapes import load_checkpoint

CARD = """# shapes: a small text-to-image diffusion transformer

Paints one coloured shape on a coloured background, 32 x 32 pixels, from a caption such as
`a big red circle on a blue background`. It exists so that Omniflow can run a real model of a mainstream
architecture on a laptop's CPU, and so that a picture can be checked against its caption by a program.

![samples](sample.png)

## Architecture

| part | class | facts |
| --- | --- | --- |
| `transformer/` | diffusers `SD3Transformer2DModel` | pixel space, 3 channels in and out, 32 x 32, patch 4, {layers} layers, {heads} heads x {head_dim}, {transformer_parameters} parameters |
| `text_encoder/` | transformers `CLIPTextModelWithProjection` | width {text_width}, {text_layers} layers, at most 16 tokens, {text_parameters} parameters |
| `tokenizer/` | tokenizers `WordLevel` | {words} words, lower-cased; `<pad>` 0, `<bos>` 1, `<unk>` 2, `<eos>` 3; padded to 16 |
| `scheduler/` | diffusers `FlowMatchEulerDiscreteScheduler` | 1000 train timesteps, shift 1.0 |

Weights are float16 ({megabytes:.1f} MB in all). There is no VAE: the last latents are the picture, in [-1, 1].
The context is the last but one hidden state of the text encoder (no final norm), the pooled vector is
`text_embeds`; the padding is not masked. Guidance uses the empty caption.

## What it knows

- shapes: {shapes}
- colours, of shape and background alike (never both the same): {colors}
- sizes: {sizes}; a caption may leave the size out
- captions: {templates}

Other words become `<unk>`: the picture is then of a combination that the rest of the caption allows.

## Training

Drawn by `../train/shapes_data.py`, which needs no data set: {combinations} combinations of shape, colour, size and
background for training; the other {held} (a hash chooses them) never occur in it. Flow matching,
v = noise - picture, mean squared error, 10 % of the captions empty; Muon for the matrices of the blocks and AdamW
for the rest, bf16 autocast, EMA. Text encoder and transformer are trained together, from random weights.

{command}
## Scores

Measured by `../train/evaluate_shapes.py` with the geometric checker `../train/shapes_checker.py`.
"Fully right" is: background colour, shape and the shape's colour, all three.

{scores}
## Licence

Apache-2.0, weights included. No third-party weights or pictures were used.
"""


COMMAND = """export OMP_NUM_THREADS=1
timeout 93m python train_shapes.py --work work --steps 13000 --minutes 99
python train_shapes.py --work work --steps 13000 --minutes 101.5 --weights cross=3,ring=2 --ema 0.998"""


def write_bundle(checkpoint, out, guidance):
    transformer, text, tok, step, used = load_checkpoint(checkpoint)
    for part in ("transformer", "text_encoder", "tokenizer", "scheduler"):
        shutil.rmtree(out / part, ignore_errors=True)
    transformer.half().save_pretrained(out / "transformer")
    text.half().save_pretrained(out / "text_encoder")
    shapes_model.scheduler().save_pretrained(out / "scheduler")
    (out / "tokenizer").mkdir(parents=True)
    tok.save(str(out / "tokenizer" / "tokenizer.json"))
    for part in ("transformer/config.json", "text_encoder/config.json", "scheduler/scheduler_config.json"):
        config = json.loads((out / part).read_text())
        config.pop("_name_or_path", None)
        shapes_model.write_json(out / part, config)
    shapes_model.write_json(out / "tokenizer" / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shapes_model.LENGTH,
        "pad_token": "<pad>", "bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>"})
    shapes_model.write_json(out / "model_index.json", {
        "_class_name": "OmniflowStableDiffusion3Pipeline",
        "_diffusers_version": importlib.metadata.version("diffusers"),
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "CLIPTextModelWithProjection"],
        "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
        "transformer": ["diffusers", "SD3Transformer2DModel"]})
    shapes_model.write_json(out / "omniflow.json", {
        "default_steps": 20, "default_guidance_scale": guidance,
        "description": "One coloured shape on a coloured background, 32 x 32, for example "
                       "\"a big red circle on a blue background\"."})
    shapes_model.write_json(out / "training.json", {
        "steps": step, "minutes_on_one_cpu_core": round(used),
        "transformer_parameters": sum(p.numel() for p in transformer.parameters()),
        "text_encoder_parameters": sum(p.numel() for p in text.parameters())})


def write_card(out, command):
    config = json.loads((out / "transformer" / "config.json").read_text())
    text = json.loads((out / "text_encoder" / "config.json").read_text())
    training = json.loads((out / "training.json").read_text())
    weights = sum(f.stat().st_size for f in out.rglob("*.safetensors"))
    scores = "Not measured yet: this is an early checkpoint.\n"
    if (out / "score.json").exists():
        s = json.loads((out / "score.json").read_text())
        lines = [f"{s['date']}, after {training['steps']} training steps ({training['minutes_on_one_cpu_core']} minutes on "
                 f"one CPU core): {s['captions']} captions, {s['steps']} steps, guidance {s['guidance_scale']}, seeds "
                 f"{s['first_seed']}-{s['first_seed'] + s['captions'] - 1}.", "",
                 "| combinations | captions | fully right | background | colour | shape | size, where named |",
                 "| --- | --- | --- | --- | --- | --- | --- |"]
        for part, label in (("all", "all"), ("train", "seen in training"), ("held-out", "held out")):
            r = s["score"][part]
            shares = " | ".join(f"{100 * r[c]:.1f} %" for c in (
                "fully_right", "background", "color", "shape", "size_where_named"))
            lines.append(f"| {label} | {r['count']} | {shares} |")
        lines += ["", "Fully right by shape: " + ", ".join(
            f"{k} {100 * v:.0f} %" for k, v in s["fully_right_by_shape"].items()) + ".", ""]
        if (out / "score-fresh.json").exists():
            f = json.loads((out / "score-fresh.json").read_text())
            every, seen, held = (f"{100 * f['score'][p]['fully_right']:.1f} %" for p in ("all", "train", "held-out"))
            lines += [f"The captions above were also looked at during training. {f['captions']} fresh ones, drawn once after "
                      f"it: {every} fully right (seen {seen}, held out {held}); by shape: " + ", ".join(
                          f"{k} {100 * v:.0f} %" for k, v in f["fully_right_by_shape"].items()) +
                      ". Crosses and rings fail most, when a stroke is too thin or crooked for the checker.", ""]
        scores = "\n".join(lines)
    table = shapes_data.TABLE
    (out / "README.md").write_text(CARD.format(
        layers=config["num_layers"], heads=config["num_attention_heads"], head_dim=config["attention_head_dim"],
        transformer_parameters=training["transformer_parameters"], text_parameters=training["text_encoder_parameters"],
        text_width=text["hidden_size"], text_layers=text["num_hidden_layers"], words=text["vocab_size"],
        megabytes=weights / 1e6, shapes=", ".join(table["shapes"]), colors=", ".join(table["colors"]),
        sizes=", ".join("/".join(w) for w in table["size_words"].values()),
        templates=" ; ".join(f"`{t}`" for t in ("a big red circle on a blue background", "red circle on blue",
                                                "a blue background with a big red circle", "on blue, a red circle",
                                                "a big circle in red on a blue background")) + " and five more forms",
        combinations=len(shapes_data.combinations("train")), held=len(shapes_data.combinations("held-out")),
        command=f"```\n{command}\n```\n", scores=scores))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--checkpoint", type=pathlib.Path)
    p.add_argument("--out", type=pathlib.Path, required=True)
    p.add_argument("--guidance", type=float, default=2.5)
    p.add_argument("--card", action="store_true", help="write only the model card")
    p.add_argument("--command", default=COMMAND)
    args = p.parse_args()
    torch.set_num_threads(1)
    if not args.card:
        write_bundle(args.checkpoint, args.out, args.guidance)
    write_card(args.out, args.command)
    for f in sorted(args.out.rglob("*")):
        if f.is_file():
            print(f"{f.stat().st_size:9d} {f.relative_to(args.out)}")


if __name__ == "__main__":
    main()
