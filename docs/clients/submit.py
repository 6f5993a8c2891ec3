"""Sends a prompt to Omniflow through Kafka, prints the steps and saves the pictures or the text.

    pip install confluent-kafka protobuf grpcio-tools
    python -m grpc_tools.protoc -I schemas/src/main/proto --python_out=docs/clients \
        schemas/src/main/proto/omniflow/v1/*.proto
    python docs/clients/submit.py "a big red circle on a blue background"
"""

import argparse
import sys
import uuid

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from omniflow.v1 import event_pb2, request_pb2, result_pb2

REQUESTS, EVENTS, RESULTS = "omniflow.requests.v1", "omniflow.events.v1", "omniflow.results.v1"


def listen(settings):
    """Reads events and results from now on; committed ones alone, as the job may use transactions."""
    consumer = Consumer(
        {
            **settings,
            "group.id": f"submit-{uuid.uuid4()}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    topics = consumer.list_topics(timeout=10).topics
    missing = [t for t in (EVENTS, RESULTS) if t not in topics]
    if missing:
        sys.exit(f"the broker has no topic {missing[0]}: start a job")
    places = [TopicPartition(t, p) for t in (EVENTS, RESULTS) for p in topics[t].partitions]
    for place in places:
        place.offset = consumer.get_watermark_offsets(place, timeout=10)[1]
    consumer.assign(places)
    return consumer


def show(event):
    kind = event.WhichOneof("event")
    if kind == "progress":
        print(f"step {event.progress.step}/{event.progress.steps}", end="\r", file=sys.stderr)
    elif kind in ("queued", "started"):
        print(kind, file=sys.stderr)


def save(result):
    for output in result.outputs:
        if output.text:
            print(output.text)
        elif output.data:
            name = f"{result.request_id}-{output.index}.png"
            with open(name, "wb") as file:
                file.write(output.data)
            print(f"{name}: {output.width}x{output.height}, seed {output.seed}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prompt")
    parser.add_argument("--model", default="")
    parser.add_argument("--n", type=int, default=1)
    parser.add_argument("--bootstrap-servers", default="127.0.0.1:9092")
    parser.add_argument("-X", action="append", default=[], metavar="KEY=VALUE",
                        help="property of Kafka's client, such as security.protocol=SASL_SSL")
    args = parser.parse_args()
    settings = {"bootstrap.servers": args.bootstrap_servers}
    for each in args.X:
        if "=" not in each:
            parser.error(f"-X takes KEY=VALUE, not '{each}'")
        settings.update([each.split("=", 1)])

    # The same id sent again with the same content runs once, so that a retry costs nothing.
    request = request_pb2.GenerationRequest(
        id=str(uuid.uuid4()), model=args.model, prompt=args.prompt, n=args.n
    )
    consumer = listen(settings)
    producer = Producer({**settings, "acks": "all"})
    producer.produce(REQUESTS, key=request.id, value=request.SerializeToString())
    producer.flush()

    while True:
        record = consumer.poll(1.0)
        if record is None or record.error() or (record.key() or b"").decode() != request.id:
            continue
        if record.topic() == EVENTS:
            show(event_pb2.GenerationEvent.FromString(record.value()))
            continue
        result = result_pb2.GenerationResult.FromString(record.value())
        save(result)
        if result.status != result_pb2.STATUS_COMPLETED:
            sys.exit(f"{result.error.code}: {result.error.message}")
        return


if __name__ == "__main__":
    try:
        main()
    except KafkaException as e:
        sys.exit(f"Kafka: {e.args[0].str()}")
