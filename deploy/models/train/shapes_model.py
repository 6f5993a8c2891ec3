"""The modules of the shapes bundle (diffusers and transformers classes) and the sampling loop."""

import json

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

import shapes_data

LENGTH = 16
SPECIAL = ["<pad>", "<bos>", "<unk>", "<eos>"]  # ids 0-3; <eos> must not be 2 (CLIP's legacy rule)
PAD, BOS, UNK, EOS = range(4)


def tokenizer():
    """Lower-cased words and single punctuation marks; <bos> words <eos>, padded or cut to LENGTH."""
    vocabulary = {w: i for i, w in enumerate(SPECIAL + shapes_data.vocabulary())}
    t = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    t.normalizer = normalizers.Lowercase()
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    t.post_processor = processors.TemplateProcessing(
        single="<bos> $A <eos>", special_tokens=[("<bos>", BOS), ("<eos>", EOS)])
    t.add_special_tokens(SPECIAL)
    t.enable_truncation(LENGTH)
    t.enable_padding(length=LENGTH, pad_id=PAD, pad_token="<pad>")
    return t


def encode(t, captions):
    return np.array([e.ids for e in t.encode_batch(list(captions))], dtype=np.int64)


def build(layers=4, heads=6, head_dim=32, text_width=128, text_layers=2, words=None):
    words = words or len(SPECIAL) + len(shapes_data.vocabulary())
    size = shapes_data.TABLE["image_size"]
    transformer = SD3Transformer2DModel(
        sample_size=size, patch_size=4, in_channels=3, out_channels=3, num_layers=layers,
        attention_head_dim=head_dim, num_attention_heads=heads, caption_projection_dim=heads * head_dim,
        joint_attention_dim=text_width, pooled_projection_dim=text_width, pos_embed_max_size=size // 4)
    text = CLIPTextModelWithProjection(CLIPTextConfig(
        vocab_size=words, hidden_size=text_width, intermediate_size=4 * text_width, projection_dim=text_width,
        num_hidden_layers=text_layers, num_attention_heads=4, max_position_embeddings=LENGTH,
        hidden_act="quick_gelu", bos_token_id=BOS, eos_token_id=EOS, pad_token_id=PAD))
    return transformer, text


def initialise(transformer):
    """Xavier everywhere; zero for what modulates and for the last layer, so every block starts as identity."""
    for name, p in transformer.named_parameters():
        if p.dim() >= 2:
            torch.nn.init.xavier_uniform_(p.view(p.shape[0], -1))
        elif name.endswith("bias"):
            torch.nn.init.zeros_(p)
    for name, m in transformer.named_modules():
        if isinstance(m, torch.nn.Linear) and (name.endswith(("norm1.linear", "norm1_context.linear"))
                                               or name in ("norm_out.linear", "proj_out")):
            torch.nn.init.zeros_(m.weight)
            torch.nn.init.zeros_(m.bias)


def scheduler(shift=1.0):
    return FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=shift)


def condition(text, ids):
    """Context: the last but one hidden state, before the final norm. Pooled: the projected <eos> row."""
    out = text(input_ids=torch.as_tensor(ids), output_hidden_states=True)
    return out.hidden_states[-2], out.text_embeds


@torch.no_grad()
def sample(transformer, text, tok, captions, seeds, steps=20, guidance=2.5, batch=50):
    """Pictures uint8 (n, h, w, 3). The noise of picture i is torch.randn with a CPU generator of seeds[i]."""
    out = []
    size = transformer.config.sample_size
    for at in range(0, len(captions), batch):
        part = captions[at:at + batch]
        x = torch.stack([torch.randn((3, size, size), generator=torch.Generator("cpu").manual_seed(s))
                         for s in seeds[at:at + batch]])
        context, pooled = condition(text, encode(tok, [""] * len(part) + list(part)))
        plan = scheduler()
        plan.set_timesteps(steps)
        for t in plan.timesteps:
            both = torch.cat([x, x])
            v = transformer(both, context, pooled, t.expand(len(both)), return_dict=False)[0].float()
            empty, full = v.chunk(2)
            x = plan.step(empty + guidance * (full - empty), t, x, return_dict=False)[0]
        out.append(((x.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy())
    return np.concatenate(out)


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")
