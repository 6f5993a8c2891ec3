"""The same passes in transformers: the baseline of `./omniflow bench text --python PATH`.

The bench starts this script and sends one command a line, words parted by tabs; each is answered by one line:

    load DIR                      reads the model in float32                                  -> "ok"
    prefill TOKENS                computes a prompt of so many tokens                         -> CPU ms of the thread
    fill CACHE BATCH CONTEXT      makes a batch whose cache holds CONTEXT tokens each         -> "ok"
    decode CACHE                  one token for each of the batch, greedily                   -> CPU ms of the thread
    versions                                                                                  -> names and versions

CACHE is `dynamic` (DynamicCache, which `generate` takes by default) or `static` (StaticCache with room for 64 tokens
more). Scaled dot-product attention, inference mode, one thread, nothing compiled.
"""

import importlib.metadata
import sys
import time

import torch
from transformers import AutoModelForCausalLM, DynamicCache, StaticCache

ROOM = 64


class Subject:
    """A model and one batch for each kind of cache."""

    def __init__(self, directory):
        self.model = AutoModelForCausalLM.from_pretrained(
            directory, dtype=torch.float32, attn_implementation="sdpa").eval()
        self.batches = {}

    def tokens(self, batch, length):
        generator = torch.Generator("cpu").manual_seed(1)
        return torch.randint(0, self.model.config.vocab_size, (batch, length), generator=generator)

    def forward(self, ids, cache):
        logits = self.model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1).logits
        return logits[:, -1].argmax(-1, keepdim=True)

    def prefill(self, length):
        ids = self.tokens(1, length)
        start = time.thread_time()
        self.forward(ids, DynamicCache(config=self.model.config))
        return 1e3 * (time.thread_time() - start)

    def fill(self, kind, batch, context):
        config = self.model.config
        cache = DynamicCache(config=config) if kind == "dynamic" else StaticCache(
            config=config, max_cache_len=context + ROOM)
        self.batches[kind] = cache, self.forward(self.tokens(batch, context), cache)

    def decode(self, kind):
        cache, ids = self.batches[kind]
        start = time.thread_time()
        ids = self.forward(ids, cache)
        spent = time.thread_time() - start
        self.batches[kind] = cache, ids
        return 1e3 * spent


def main():
    torch.set_num_threads(1)
    subject = None
    with torch.inference_mode():
        for line in sys.stdin:
            command, *words = line.rstrip("\n").split("\t")
            answer = "ok"
            if command == "load":
                subject = Subject(words[0])
            elif command == "prefill":
                answer = f"{subject.prefill(int(words[0])):.6f}"
            elif command == "fill":
                subject.fill(words[0], int(words[1]), int(words[2]))
            elif command == "decode":
                answer = f"{subject.decode(words[0]):.6f}"
            elif command == "versions":
                answer = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("torch", "transformers"))
            else:
                answer = f"unknown command: {command}"
            print(answer, flush=True)


if __name__ == "__main__":
    main()
