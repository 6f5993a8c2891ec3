"""The tokenizer and the model of the words bundle (tokenizers and transformers classes), and how it expands.

A sequence is  <bos> request <sep> caption <eos>. The tokenizer's post-processor writes <bos> and <sep> around a
text, so that an encoded request is the whole prompt, and generation goes on until <eos>.
"""

import json
import random

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import LlamaConfig, LlamaForCausalLM

import words_data

SPECIAL = ["<pad>", "<bos>", "<sep>", "<eos>"]
PAD, BOS, SEP, EOS = range(4)
VOCABULARY = 512
POSITIONS = 1024
NEW_TOKENS = 32
IGNORED = -100


def tokenizer(seed=0, samples=20000):
    """Byte-level BPE of lower-cased text, learnt from training pairs; every text has tokens, none is unknown."""
    rng = random.Random(f"tokenizer-{seed}")
    texts = (t for _ in range(samples) for t in words_data.training_pair(rng))
    t = Tokenizer(models.BPE())
    t.normalizer = normalizers.Lowercase()
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIAL, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.post_processor = processors.TemplateProcessing(
        single="<bos> $A <sep>", special_tokens=[("<bos>", BOS), ("<sep>", SEP)])
    return t


def build(words, width=128, layers=4, heads=4, kv_heads=2, inner=352):
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=words, hidden_size=width, intermediate_size=inner, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=kv_heads, max_position_embeddings=POSITIONS,
        rms_norm_eps=1e-5, tie_word_embeddings=True, initializer_range=0.04,
        bos_token_id=BOS, eos_token_id=EOS, pad_token_id=PAD))


def batch(tok, pairs):
    """Token ids and labels, int64 (n, longest), padded on the right; only captions and <eos> have labels."""
    prompts = [e.ids for e in tok.encode_batch([r for r, _ in pairs])]
    answers = [e.ids + [EOS] for e in tok.encode_batch([c for _, c in pairs], add_special_tokens=False)]
    length = max(len(p) + len(a) for p, a in zip(prompts, answers))
    ids = torch.full((len(pairs), length), PAD)
    labels = torch.full((len(pairs), length), IGNORED)
    for i, (p, a) in enumerate(zip(prompts, answers)):
        ids[i, :len(p) + len(a)] = torch.tensor(p + a)
        labels[i, len(p):len(p) + len(a)] = torch.tensor(a)
    return ids, labels


@torch.no_grad()
def expand(model, tok, requests, seed=None, temperature=1.0, top_p=0.95, size=100):
    """Captions for requests: greedy without a seed, else sampled."""
    if seed is not None:
        torch.manual_seed(seed)
    choice = dict(do_sample=False) if seed is None else dict(
        do_sample=True, temperature=temperature, top_p=top_p, top_k=0)
    captions = []
    for at in range(0, len(requests), size):
        prompts = [e.ids for e in tok.encode_batch(list(requests[at:at + size]))]
        length = max(map(len, prompts))
        ids = torch.tensor([[PAD] * (length - len(p)) + p for p in prompts])
        out = model.generate(input_ids=ids, attention_mask=(ids != PAD).long(), max_new_tokens=NEW_TOKENS,
                             eos_token_id=EOS, pad_token_id=PAD, **choice)
        captions += [tok.decode(row.tolist()) for row in out[:, length:]]
    return captions


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")
