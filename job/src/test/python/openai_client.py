"""Calls a gateway with OpenAI's own client for Python and checks what comes back.

    pip install openai
    ./omniflow up --config deploy/write-and-paint.yaml
    ./omniflow gateway --config deploy/write-and-paint.yaml
    python job/src/test/python/openai_client.py http://127.0.0.1:8000/v1
"""

import base64
import sys
import time

import openai


def check(what, is_right):
    if not is_right:
        sys.exit(f"wrong: {what}")
    print(f"right: {what}")


def is_png(text):
    return base64.b64decode(text).startswith(b"\x89PNG")


def main(base_url, key):
    client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=0)

    names = [model.id for model in client.models.list()]
    check(f"models {names}", {"shapes", "words"} <= set(names))

    caption = "a big red circle on a blue background"
    pictures = client.images.generate(model="shapes", prompt=caption, n=2, extra_body={"seed": 7})
    check("two pictures in base64", [is_png(each.b64_json) for each in pictures.data] == [True, True])
    check("their seeds", [each.seed for each in pictures.data] == [7, 8])

    linked = client.images.generate(model="shapes", prompt=caption, response_format="url")
    check(f"a link {linked.data[0].url}", "/outputs/0" in linked.data[0].url)

    events = list(client.images.generate(model="shapes", prompt=caption, n=2, stream=True))
    check("streamed pictures", [is_png(e.b64_json) for e in events] == [True, True])
    check("their events", {e.type for e in events} == {"image_generation.completed"})

    # A caption that no cache knows: what a cache answers has no previews.
    new = f"{caption} at {time.time()}"
    events = list(client.images.generate(model="shapes", prompt=new, stream=True, partial_images=3))
    previews, picture = events[:-1], events[-1]
    check("previews", [e.partial_image_index for e in previews] == [0, 1, 2])
    check("their pictures", all(is_png(e.b64_json) for e in previews))
    check("their type", {e.type for e in previews} == {"image_generation.partial_image"})
    check("the picture at the end", picture.type == "image_generation.completed")

    question = [{"role": "user", "content": "circle red"}]
    answer = client.chat.completions.create(
        model="words", messages=question, temperature=0, logprobs=True, top_logprobs=2)
    text = answer.choices[0].message.content
    check(f"a text: {text}", "red" in text and answer.choices[0].finish_reason == "stop")
    tokens = answer.choices[0].logprobs.content
    check("its probabilities", len(tokens[0].top_logprobs) == 2 and tokens[0].logprob < 0)

    talk = question + [answer.choices[0].message, {"role": "user", "content": "small"}]
    longer = client.chat.completions.create(model="words", messages=talk, temperature=0)
    check("its answer goes back", longer.usage.prompt_tokens > answer.usage.prompt_tokens)

    chunks = list(client.chat.completions.create(
        model="words", messages=question, temperature=0, stream=True,
        stream_options={"include_usage": True}))
    told = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    check("the same text as a stream", told == text)
    check("its usage", chunks[-1].usage.completion_tokens == answer.usage.completion_tokens)

    continued = client.completions.create(model="words", prompt="circle red", temperature=0, max_tokens=2)
    check("a completion", continued.choices[0].finish_reason == "length")

    mine = {"idempotency-key": f"openai_client.py {time.time()}"}
    pair = [client.images.generate(model="shapes", prompt=caption, extra_headers=mine)
            for _ in range(2)]
    check("a call made again is the same request", pair[0].id == pair[1].id)

    client.chat.completions.create(
        model="words", messages=question, response_format={"type": "text"}, max_tokens=1)
    try:
        client.chat.completions.create(
            model="words", messages=question, response_format={"type": "json_object"})
        check("what is not done is refused", False)
    except openai.BadRequestError as e:
        check(f"what is not done is refused: {e.code}", e.param == "response_format")
    try:
        client.images.generate(model="shapes", prompt="x", style="vivid")
        check("an unknown parameter is refused", False)
    except openai.BadRequestError as e:
        check(f"an unknown parameter is refused: {e.code}", e.param == "style")
    try:
        client.images.generate(model="none", prompt="x")
        check("an unknown model is refused", False)
    except openai.NotFoundError as e:
        check(f"an unknown model is refused: {e.code}", e.param == "model")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/v1",
         sys.argv[2] if len(sys.argv) > 2 else "none")
