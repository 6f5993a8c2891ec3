"""Scores the shapes bundle, or the EMA of a training checkpoint, with the checker.

    python evaluate_shapes.py --bundle ../shapes [--count 200] [--json ../shapes/score.json]
    python evaluate_shapes.py --checkpoint work/last.pt --count 64 --grid grid.png

Captions come from a fixed random seed, half of them (by --held-out-share) from combinations that
training never saw; picture i is painted with seed i.
"""

import argparse
import datetime
import json
import pathlib
import random

import numpy as np
import torch
from PIL import Image

import shapes_data
import shapes_model
from shapes_checker import check


def requests(count, held_out_share, seed=12345):
    """(combination, caption, names the size, part) for each picture."""
    rng = random.Random(seed)
    held = round(count * held_out_share)
    out = []
    for i in range(count):
        part = "held-out" if i < held else "train"
        combination = rng.choice(shapes_data.combinations(part))
        out.append((combination, *shapes_data.random_caption(combination, rng), part))
    return out


def score(wanted, pictures):
    """Shares of right answers by part, and the findings."""
    findings = [check(p) for p in pictures]
    table = {}
    for part in ("all", "train", "held-out"):
        chosen = [(k, named, f) for (k, _, named, q), f in zip(wanted, findings) if part in ("all", q)]
        if not chosen:
            continue
        sized = [(k, f) for k, named, f in chosen if named]
        table[part] = {
            "count": len(chosen),
            "fully_right": np.mean([f.matches(k[0], k[1], k[3]) for k, _, f in chosen]),
            "background": np.mean([f.background == k[3] for k, _, f in chosen]),
            "color": np.mean([f.color == k[1] for k, _, f in chosen]),
            "both_colors": np.mean([f.color == k[1] and f.background == k[3] for k, _, f in chosen]),
            "shape": np.mean([not f.reason and f.shape == k[0] for k, _, f in chosen]),
            "size_where_named": np.mean([not f.reason and f.size == k[2] for k, f in sized]) if sized else 0.0,
            "mean_iou": np.mean([f.score for _, _, f in chosen]),
        }
        table[part] = {k: round(float(v), 4) if k != "count" else v for k, v in table[part].items()}
    by_shape = {s: round(float(np.mean([f.matches(k[0], k[1], k[3]) for (k, *_), f in zip(wanted, findings)
                                        if k[0] == s] or [0])), 3) for s in shapes_data.SHAPES}
    return table, by_shape, findings


def load_bundle(path):
    from diffusers import SD3Transformer2DModel
    from tokenizers import Tokenizer
    from transformers import CLIPTextModelWithProjection
    return (SD3Transformer2DModel.from_pretrained(path / "transformer", torch_dtype=torch.float32).eval(),
            CLIPTextModelWithProjection.from_pretrained(path / "text_encoder", dtype=torch.float32).eval(),
            Tokenizer.from_file(str(path / "tokenizer" / "tokenizer.json")))


def load_checkpoint(path, ema=True):
    state = torch.load(path, map_location="cpu")
    transformer, text = shapes_model.build(layers=state["layers"])
    transformer.load_state_dict(state["transformer"])
    text.load_state_dict(state["text"])
    if ema:
        with torch.no_grad():
            for p, e in zip([*transformer.parameters(), *text.parameters()], state["ema"]):
                p.copy_(e)
    return transformer.eval(), text.eval(), shapes_model.tokenizer(), state["step"], state["used"]


def main():
    p = argparse.ArgumentParser()
    source = p.add_mutually_exclusive_group(required=True)
    source.add_argument("--bundle", type=pathlib.Path)
    source.add_argument("--checkpoint", type=pathlib.Path)
    p.add_argument("--raw", action="store_true", help="the checkpoint's weights instead of their EMA")
    p.add_argument("--count", type=int, default=200)
    p.add_argument("--held-out-share", type=float, default=0.5)
    p.add_argument("--steps", type=int, default=20)
    p.add_argument("--guidance", type=float, nargs="+", help="one or several; the bundle's default if absent")
    p.add_argument("--seed", type=int, default=0, help="seed of the first picture")
    p.add_argument("--caption-seed", type=int, default=12345, help="another one to choose settings without the test set")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--bf16", action="store_true", help="quicker and slightly off; for looks during training")
    p.add_argument("--grid", type=pathlib.Path)
    p.add_argument("--json", type=pathlib.Path)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    trained = {}
    if args.bundle:
        transformer, text, tok = load_bundle(args.bundle)
        facts = json.loads((args.bundle / "omniflow.json").read_text())
        guidances = args.guidance or [facts["default_guidance_scale"]]
    else:
        transformer, text, tok, step, used = load_checkpoint(args.checkpoint, not args.raw)
        trained = {"trained_steps": step, "trained_minutes": round(used, 1)}
        guidances = args.guidance or [2.5]
        print(trained)
    wanted = requests(args.count, args.held_out_share, args.caption_seed)
    for guidance in guidances:
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            pictures = shapes_model.sample(transformer, text, tok, [w[1] for w in wanted],
                                           range(args.seed, args.seed + args.count), args.steps, guidance)
        table, by_shape, findings = score(wanted, pictures)
        print(f"{args.count} captions, {args.steps} steps, guidance {guidance}")
        columns = ["count", "fully_right", "background", "color", "shape", "size_where_named", "mean_iou"]
        print(f"{'part':9}" + "".join(f"{c:>17}" for c in columns))
        for part, row in table.items():
            print(f"{part:9}" + "".join(f"{row[c]:17}" for c in columns))
        print("fully right by shape:", by_shape, flush=True)
        if args.json:
            args.json.write_text(json.dumps({
                "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"), **trained,
                "captions": args.count, "steps": args.steps, "guidance_scale": guidance, "first_seed": args.seed,
                "score": table, "fully_right_by_shape": by_shape}, indent=2) + "\n")
    if args.grid:
        Image.fromarray(shapes_data.grid(pictures[:64], 8)).resize((820, 820), 0).save(args.grid)
        for i, (w, f) in enumerate(zip(wanted[:64], findings)):
            if not f.matches(w[0][0], w[0][1], w[0][3]):
                print(f"row {i // 8} column {i % 8}: {w[1]!r} -> {f}")


if __name__ == "__main__":
    main()
