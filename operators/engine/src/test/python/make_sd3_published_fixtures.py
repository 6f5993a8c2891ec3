"""Makes the parity fixtures fixtures/sd3-published: a small random bundle in the layout of the published checkpoints
of Stable Diffusion 3, and what diffusers and transformers make of it.

    python make_sd3_published_fixtures.py [--out ../resources/fixtures/sd3-published]

The bundle has all components of StableDiffusion3Pipeline: two CLIP encoders with vocab.json and merges.txt, a T5
encoder in several files, an autoencoder. Vocabularies are learned here from a few sentences. Every parameter is random
and stored as float16; the reference computes in float32 with the stored values.
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform
import random
import shutil

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, trainers
from transformers import (CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer, T5Config, T5EncoderModel,
                          T5Tokenizer)

HERE = pathlib.Path(__file__).resolve().parent
LENGTH = 77
T5_LENGTH = 256
START, END = "<|startoftext|>", "<|endoftext|>"

CORPUS = """
A photograph of an astronaut riding a horse on the moon, highly detailed, dramatic lighting.
An oil painting of a small red house beside a river in the mountains; autumn leaves are falling.
The cat doesn't sleep: it's watching the birds, and they're singing in the garden!
Portrait of an old fisherman with a white beard, 35mm film, soft light, shallow depth of field.
A bowl of 12 oranges and 3 lemons on a wooden table, still life, studio lighting, 4k.
Isometric drawing of a city at night with neon signs, flying cars and heavy rain (cyberpunk).
A watercolour of a lighthouse in a storm, waves crashing against the rocks.
Close-up of a bee on a sunflower, macro photography, golden hour, bokeh.
The quick brown fox jumps over the lazy dog while the band plays on.
Low quality, blurry, bad anatomy, extra fingers, watermark, signature, text.
Ein kleines Haus am See, gemalt im Stil der Romantik. Schöne Grüße aus Köln!
Une tasse de café près de la fenêtre, lumière du matin, c'est très calme.
""".strip().splitlines()

PROMPTS = [
    "A photograph of an astronaut riding a horse",
    "",
    "an oil painting of a small red house, isn't it beautiful?! Yes!",
    "  spaces   and\ttabs\nand newlines  ",
    "ÜBER-große Äpfel, naïve café, Ångström, İstanbul, ß and ẞ",
    "e\u0301 is not \u00e9 before normalisation; ﬁ ligature, ½, ², Ⅷ",
    "emoji 😀 👩‍🚀 🇩🇪 ❤️ and ☃",
    "東京の夜景、ネオンサイン。한국어 텍스트 на русском языке",
    "العربية עברית हिन्दी ไทย",
    "don't can't we're they've I'm it'll he'd 'tis o'clock rock'n'roll",
    "numbers 1234567890 3.14159 1,000,000 4k 8K 35mm f/1.8",
    "(masterpiece:1.2), [best quality], {ultra-detailed} <lora:thing:0.8> -- ### $$$ @@@ ___",
    "!!!", "!", "! a ! b!c !", "hello!world", "wow !! wow",
    "<|startoftext|> inside <|endoftext|> a prompt", "<|StartOfText|>", "<|endoftext|>", "<pad> </s> <unk> <extra_id_0>",
    "zero\u200bwidth \u00a0no-break\u3000ideographic", "control \x07 \x00 \x7f characters", "\ufeffbyte order mark",
    "\ufffd replacement", "line\r\nends\r", "▁already▁metaspace▁", "tab\tseparated\tvalues",
    "a photo of a cat, " * 40, "word " * 300, "x" * 400, "!" * 100, "😀" * 60, "9" * 90,
]
LONG = "A photograph of an astronaut riding a horse on the moon, highly detailed, dramatic lighting. " * 24


def more_prompts():
    """Random mixtures of words, marks and characters from many scripts."""
    r = random.Random(5)
    words = [w for line in CORPUS for w in line.split()]
    marks = list("!?.,;:'\"()[]{}<>|/\\@#$%^&*-_=+~`") + ["...", "--", "'s", "'T", "&amp;", "\n", "\t", "  "]
    ranges = [(0x20, 0x7e), (0xa0, 0x17f), (0x370, 0x3ff), (0x400, 0x4ff), (0x5d0, 0x5ea), (0x620, 0x64a),
              (0x900, 0x97f), (0xe00, 0xe5b), (0x2000, 0x206f), (0x2190, 0x22ff), (0x3040, 0x30ff), (0x4e00, 0x4fff),
              (0xac00, 0xacff), (0x1f300, 0x1f64f), (0x1d400, 0x1d4ff), (0x300, 0x36f), (0xff01, 0xff5e)]
    prompts = []
    for _ in range(300):
        parts = []
        for _ in range(r.randint(1, 14)):
            kind = r.random()
            if kind < 0.5:
                w = r.choice(words)
                parts.append(r.choice([w, w, w.lower(), w.upper(), w.title(), w[:r.randint(1, 5)]]))
            elif kind < 0.7:
                parts.append(r.choice(marks))
            else:
                low, high = r.choice(ranges)
                parts.append("".join(chr(r.randint(low, high)) for _ in range(r.randint(1, 6))))
        prompts.append(r.choice([" ", " ", "", "  "]).join(parts))
    return prompts


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def byte_characters():
    """The characters that stand for bytes in a byte-level vocabulary, in the order of CLIP's."""
    visible = [*range(0x21, 0x7f), *range(0xa1, 0xad), *range(0xae, 0x100)]
    hidden = [b for b in range(256) if b not in visible]
    return [chr(b) for b in visible] + [chr(256 + i) for i in range(len(hidden))]


def write_clip_tokenizer(out, pad):
    """The files of published checkpoints: no tokenizer.json."""
    plain = CLIPTokenizer()._tokenizer
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    learner.normalizer, learner.pre_tokenizer = plain.normalizer, plain.pre_tokenizer
    learner.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=460, end_of_word_suffix="</w>", initial_alphabet=byte_characters(), show_progress=False))
    merges = [tuple(m) for m in json.loads(learner.to_str())["model"]["merges"]]
    tokens = byte_characters() + [c + "</w>" for c in byte_characters()] + [a + b for a, b in merges] + [START, END]
    vocab = {t: i for i, t in enumerate(dict.fromkeys(tokens))}
    out.mkdir(parents=True)
    (out / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
    (out / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))

    def added(content, normalized):
        return {"content": content, "lstrip": False, "normalized": normalized, "rstrip": False, "single_word": False,
                "special": True}

    decoder = {str(vocab[START]): added(START, True), str(vocab[END]): added(END, pad != END)}
    if pad != END:
        decoder = {str(vocab[pad]): added(pad, False), **decoder}
    write_json(out / "tokenizer_config.json", {
        "add_prefix_space": False, "added_tokens_decoder": decoder, "bos_token": START,
        "clean_up_tokenization_spaces": True, "do_lower_case": True, "eos_token": END, "errors": "replace",
        "model_max_length": LENGTH, "pad_token": pad, "tokenizer_class": "CLIPTokenizer", "unk_token": END})

    def plain_map(content, normalized):
        return {k: v for k, v in added(content, normalized).items() if k != "special"}

    write_json(out / "special_tokens_map.json", {
        "bos_token": plain_map(START, True), "eos_token": plain_map(END, pad != END), "pad_token": pad,
        "unk_token": plain_map(END, True)})
    return CLIPTokenizer.from_pretrained(out), len(vocab), vocab[END]


def write_t5_tokenizer(out):
    plain = T5Tokenizer()._tokenizer
    learner = Tokenizer(models.Unigram())
    learner.pre_tokenizer = plain.pre_tokenizer
    learner.train_from_iterator(CORPUS, trainers.UnigramTrainer(
        vocab_size=300, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False))
    pieces = [(p, s) for p, s in json.loads(learner.to_str())["model"]["vocab"]]
    extra = 4
    pieces += [(f"<extra_id_{i}>", 0.0) for i in range(extra - 1, -1, -1)]
    tokenizer = T5Tokenizer(vocab=pieces, extra_ids=extra, model_max_length=512)
    tokenizer.save_pretrained(out)
    return T5Tokenizer.from_pretrained(out), len(pieces)


def randomise(model, seed):
    """Random float16 values, widened again."""
    g = torch.Generator("cpu").manual_seed(seed)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            noise = torch.randn(p.shape, generator=g)
            if p.dim() == 1:
                value = 1 + 0.3 * noise if name.endswith("weight") else 0.2 * noise
            elif "embed" in name and "proj" not in name or "relative_attention_bias" in name or "shared" in name:
                value = 0.7 * noise
            else:
                value = noise / p[0].numel() ** 0.5
            p.copy_(value.half().float())
    return model.eval()


def save_half(model, out, shard="5GB"):
    """Saves the values as float16 and leaves the model as it is."""
    # Published checkpoints store T5's embeddings once.
    half = {k: v.half() for k, v in model.state_dict().items() if k != "encoder.embed_tokens.weight"}
    model.save_pretrained(out, state_dict=half, max_shard_size=shard)
    config = json.loads((out / "config.json").read_text())
    config.pop("_name_or_path", None)
    if "dtype" in config:
        config["dtype"] = "float16"
    write_json(out / "config.json", config)


def small_steps(transformer):
    """Keeps the latents of guided steps in the range of real ones."""
    with torch.no_grad():
        transformer.proj_out.weight.mul_(0.015625)
        transformer.proj_out.bias.mul_(0.015625)
    return transformer


def make_pipeline(bundle):
    tokenizer, vocabulary, end = write_clip_tokenizer(bundle / "tokenizer", END)
    tokenizer_2, _, _ = write_clip_tokenizer(bundle / "tokenizer_2", "!")
    tokenizer_3, t5_vocabulary = write_t5_tokenizer(bundle / "tokenizer_3")
    text = dict(vocab_size=vocabulary, max_position_embeddings=LENGTH, bos_token_id=0, pad_token_id=1)
    return StableDiffusion3Pipeline(
        tokenizer=tokenizer, tokenizer_2=tokenizer_2, tokenizer_3=tokenizer_3,
        # The end token of old configurations, and quick_gelu; then the real one, and gelu.
        text_encoder=randomise(CLIPTextModelWithProjection(CLIPTextConfig(
            hidden_size=16, intermediate_size=24, projection_dim=12, num_hidden_layers=3, num_attention_heads=2,
            hidden_act="quick_gelu", eos_token_id=2, **text)), 1),
        text_encoder_2=randomise(CLIPTextModelWithProjection(CLIPTextConfig(
            hidden_size=20, intermediate_size=32, projection_dim=20, num_hidden_layers=4, num_attention_heads=4,
            hidden_act="gelu", eos_token_id=end, **text)), 2),
        text_encoder_3=randomise(T5EncoderModel(T5Config(
            vocab_size=t5_vocabulary, d_model=40, d_kv=8, d_ff=48, num_layers=3, num_heads=3,
            feed_forward_proj="gated-gelu", tie_word_embeddings=False)), 3),
        transformer=small_steps(randomise(SD3Transformer2DModel(
            sample_size=8, patch_size=2, in_channels=4, out_channels=4, num_layers=2, attention_head_dim=8,
            num_attention_heads=2, caption_projection_dim=16, joint_attention_dim=40, pooled_projection_dim=32,
            pos_embed_max_size=6), 4)),
        vae=randomise(AutoencoderKL(
            in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(8, 8, 16), layers_per_block=1,
            norm_num_groups=4, sample_size=32, scaling_factor=1.5305, shift_factor=0.0609, use_quant_conv=False,
            use_post_quant_conv=False, down_block_types=("DownEncoderBlock2D",) * 3,
            up_block_types=("UpDecoderBlock2D",) * 3), 5),
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=3.0))


def save_bundle(pipe, bundle):
    save_half(pipe.transformer, bundle / "transformer")
    save_half(pipe.vae, bundle / "vae")
    save_half(pipe.text_encoder, bundle / "text_encoder")
    save_half(pipe.text_encoder_2, bundle / "text_encoder_2")
    save_half(pipe.text_encoder_3, bundle / "text_encoder_3", shard="30KB")
    pipe.scheduler.save_pretrained(bundle / "scheduler")
    write_json(bundle / "model_index.json", {
        "_class_name": "StableDiffusion3Pipeline",
        "_diffusers_version": importlib.metadata.version("diffusers"),
        "feature_extractor": [None, None],
        "image_encoder": [None, None],
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "CLIPTextModelWithProjection"],
        "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
        "text_encoder_3": ["transformers", "T5EncoderModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "tokenizer_2": ["transformers", "CLIPTokenizer"],
        "tokenizer_3": ["transformers", "T5TokenizerFast"],
        "transformer": ["diffusers", "SD3Transformer2DModel"],
        "vae": ["diffusers", "AutoencoderKL"]})


class Recorder(dict):
    def put(self, name, value):
        value = torch.as_tensor(value).detach()
        self[name] = (value.float() if value.is_floating_point() else value.long()).contiguous().clone()


def record_encoders(rec, pipe, prompts):
    for name, tokenizer, encoder in (("clip", pipe.tokenizer, pipe.text_encoder),
                                     ("clip2", pipe.tokenizer_2, pipe.text_encoder_2)):
        ids = tokenizer(prompts, padding="max_length", max_length=LENGTH, truncation=True, return_tensors="pt").input_ids
        out = encoder(ids, output_hidden_states=True)
        rec.put(f"{name}.ids", ids)
        rec.put(f"{name}.hidden", out.hidden_states[-2])
        rec.put(f"{name}.pooled", out.text_embeds)
    ids = pipe.tokenizer_3(prompts, padding="max_length", max_length=T5_LENGTH, truncation=True,
                           return_tensors="pt").input_ids
    rec.put("t5.ids", ids)
    rec.put("t5.hidden", pipe.text_encoder_3(ids)[0])


def record_relu(rec, out):
    """T5 of the first version, with few classes of distances, one head as wide as the model and odd layers."""
    config = T5Config(vocab_size=30, d_model=12, d_kv=12, d_ff=20, num_layers=2, num_heads=1, feed_forward_proj="relu",
                      relative_attention_num_buckets=8, relative_attention_max_distance=12)
    model = randomise(T5EncoderModel(config), 6)
    save_half(model, out)
    ids = torch.randint(0, 30, (2, 40), generator=torch.Generator("cpu").manual_seed(7))
    rec.put("relu.ids", ids)
    rec.put("relu.hidden", model(ids)[0])


def encode(pipe, prompt, negative):
    hidden, negative_hidden, pooled, negative_pooled = pipe.encode_prompt(
        prompt, None, None, device="cpu", negative_prompt=negative, do_classifier_free_guidance=True)
    return torch.cat([negative_hidden, hidden]), torch.cat([negative_pooled, pooled])


def record_prompts(rec, pipe, cases):
    for i, (prompt, negative) in enumerate(cases):
        hidden, pooled = encode(pipe, prompt, negative)
        rec.put(f"prompt{i}.hidden", hidden)
        rec.put(f"prompt{i}.pooled", pooled)
    encoder, pipe.text_encoder_3 = pipe.text_encoder_3, None
    hidden, pooled = encode(pipe, *cases[0])
    assert not hidden[:, LENGTH:].any()
    rec.put("without-t5.hidden", hidden)
    rec.put("without-t5.pooled", pooled)
    pipe.text_encoder_3 = encoder


def record_pictures(rec, pipe, case, steps, guidance):
    for height, width, seed in ((32, 32, 1), (16, 32, 7)):
        name = f"picture.{height}x{width}"
        latents = []
        picture = pipe(case[0], negative_prompt=case[1], height=height, width=width, num_inference_steps=steps,
                       guidance_scale=guidance, generator=torch.Generator("cpu").manual_seed(seed), output_type="pt",
                       callback_on_step_end=lambda p, i, t, kw: latents.append(kw["latents"]) or {}).images
        rec.put(f"{name}.latents", torch.cat(latents))
        rec.put(f"{name}.pixels", picture)


def tokens(pipe):
    rows = []
    for prompt in PROMPTS + more_prompts():
        row = {"prompt": prompt}
        for name, tokenizer, length in (("clip", pipe.tokenizer, LENGTH), ("clip2", pipe.tokenizer_2, LENGTH),
                                        ("t5", pipe.tokenizer_3, T5_LENGTH)):
            ids = tokenizer(prompt, padding="max_length", max_length=length, truncation=True).input_ids
            assert len(ids) == length
            while len(ids) > 1 and ids[-1] == ids[-2] == tokenizer.pad_token_id:
                ids = ids[:-1]
            row[name] = ids
        rows.append(json.dumps(row))
    return "[\n" + ",\n".join(rows) + "\n]\n"


@torch.no_grad()
def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=pathlib.Path, default=HERE.parent / "resources" / "fixtures" / "sd3-published")
    out = p.parse_args().out
    torch.set_num_threads(1)
    shutil.rmtree(out, ignore_errors=True)
    pipe = make_pipeline(out / "bundle")
    pipe.set_progress_bar_config(disable=True)
    save_bundle(pipe, out / "bundle")
    cases = [(PROMPTS[0], PROMPTS[2]), (LONG, "")]
    steps, guidance = 5, 3.0

    rec = Recorder()
    record_encoders(rec, pipe, [PROMPTS[2], ""])
    record_relu(rec, out / "t5-relu")
    record_prompts(rec, pipe, cases)
    record_pictures(rec, pipe, cases[0], steps, guidance)
    save_file(dict(sorted(rec.items())), out / "expected.safetensors")
    (out / "tokens.json").write_text(tokens(pipe))
    write_json(out / "manifest.json", {
        "made_by": "operators/engine/src/test/python/make_sd3_published_fixtures.py",
        "python": platform.python_version(),
        "versions": {k: importlib.metadata.version(k) for k in (
            "torch", "diffusers", "transformers", "tokenizers", "safetensors")},
        "encoder_prompts": [PROMPTS[2], ""],
        "prompts": [{"prompt": a, "negative_prompt": b} for a, b in cases],
        "pictures": {"prompt": 0, "steps": steps, "guidance_scale": guidance, "seeds": {"32x32": 1, "16x32": 7}},
        "rows": "of prompts: the negative prompt first; latents: one row a step"})
    total = 0
    for f in sorted(out.rglob("*")):
        if f.is_file():
            total += f.stat().st_size
            print(f"{f.stat().st_size:8d} {f.relative_to(out)}")
    print(total)


if __name__ == "__main__":
    main()
