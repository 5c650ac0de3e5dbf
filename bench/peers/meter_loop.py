"""A plain Python loop that writes a file per meter and day: 8640 uniform readings, one JSON object a line.

Prints {"rows", "seconds", "cpu"}. Uses orjson where it is installed, as such scripts do.
"""

import datetime
import json
import os
import random
import sys
import time

try:
    import orjson

    dumps = orjson.dumps
    encoder = "orjson " + orjson.__version__
except ImportError:

    def dumps(record):
        return json.dumps(record, separators=(",", ":")).encode()

    encoder = "json"


def write_day(path, times):
    with open(path, "wb") as out:
        for at in times:
            out.write(dumps({"timestamp": at, "reading": round(random.uniform(0, 0.9), 3)}) + b"\n")


def main(folder, meters):
    start = datetime.datetime(2024, 1, 1)
    times = [(start + datetime.timedelta(seconds=10 * i)).isoformat() for i in range(8640)]
    os.makedirs(folder, exist_ok=True)
    began = time.perf_counter()
    before = time.process_time()
    for meter in range(meters):
        write_day(os.path.join(folder, "MAC%08d.json" % meter), times)
    seconds = time.perf_counter() - began
    cpu = time.process_time() - before
    print(json.dumps({"rows": meters * 8640, "seconds": seconds, "cpu": cpu, "encoder": encoder, "python": sys.version.split()[0]}))


main(sys.argv[1], int(sys.argv[2]))
