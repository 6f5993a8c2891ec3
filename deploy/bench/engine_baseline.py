"""The same steps in diffusers and PyTorch: the baseline of `./omniflow bench engine --python PATH`.

The bench starts this script and sends one command a line, words parted by tabs; each is answered by one line:

    load NAME DIR DTYPE TOKENS BATCH[,BATCH...]   reads DIR/transformer and prepares inputs  -> "ok"
    step NAME DTYPE BATCH                         one step of BATCH pictures, two branches    -> CPU ms of the thread
    versions                                                                                  -> names and versions

A step is what a pipeline does between two latents: one forward pass of both guidance branches of all pictures
(scaled dot-product attention, inference mode), the guided velocity and the Euler update. One thread.
"""

import importlib.metadata
import pathlib
import sys
import time

import torch
from diffusers import SD3Transformer2DModel

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
GUIDANCE = 2.5


class Subject:
    """One model in one dtype, with inputs for each batch size."""

    def __init__(self, directory, dtype, tokens, batches):
        self.model = SD3Transformer2DModel.from_pretrained(
            pathlib.Path(directory) / "transformer", torch_dtype=dtype).eval()
        self.inputs = {batch: self.prepare(batch, tokens, dtype) for batch in batches}

    def prepare(self, batch, tokens, dtype):
        config = self.model.config
        generator = torch.Generator("cpu").manual_seed(batch)

        def normal(*shape):
            return torch.randn(shape, generator=generator).to(dtype)

        return {
            "latents": normal(batch, config.in_channels, config.sample_size, config.sample_size),
            "context": normal(2 * batch, tokens, config.joint_attention_dim),
            "pooled": normal(2 * batch, config.pooled_projection_dim),
            "timestep": torch.full((2 * batch,), 500.0)}

    def step(self, batch):
        start = time.thread_time()
        given = self.inputs[batch]
        x = given["latents"]
        velocity = self.model(torch.cat([x, x]), given["context"], given["pooled"], given["timestep"],
                              return_dict=False)[0]
        without, with_prompt = velocity.chunk(2)
        velocity = without + GUIDANCE * (with_prompt - without)
        # The update is thrown away: the time does not depend on the values, and they stay finite.
        x + velocity * -0.02
        return 1e3 * (time.thread_time() - start)


def main():
    torch.set_num_threads(1)
    subjects = {}
    with torch.inference_mode():
        for line in sys.stdin:
            command, *words = line.rstrip("\n").split("\t")
            if command == "load":
                name, directory, dtype, tokens, batches = words
                subjects[name, dtype] = Subject(
                    directory, DTYPES[dtype], int(tokens), [int(b) for b in batches.split(",")])
                answer = "ok"
            elif command == "step":
                name, dtype, batch = words
                answer = f"{subjects[name, dtype].step(int(batch)):.6f}"
            elif command == "versions":
                answer = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("torch", "diffusers"))
            else:
                answer = f"unknown command: {command}"
            print(answer, flush=True)


if __name__ == "__main__":
    main()
