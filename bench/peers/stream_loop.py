# Rows a second that a server of the kind of streaming-data-gen sends at most: an asynchronous generator that makes a value,
# awaits a sleep of nothing, and writes a chunk a line to a socket, read by the same program. No framework: an upper bound.
import asyncio
import math
import time


async def values():
    n = 0
    while True:
        yield f"{4 * math.sin(2 * math.pi * 2 * n / 100):.3f}\n"
        n += 1
        await asyncio.sleep(0)


async def answer(reader, writer):
    await reader.readline()
    try:
        async for line in values():
            data = line.encode()
            writer.write(b"%x\r\n%s\r\n" % (len(data), data))
            await writer.drain()
    except ConnectionError:
        pass


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"GET /sine\r\n")
    rows, began = 0, time.perf_counter()
    while time.perf_counter() - began < 5:
        rows += (await reader.read(1 << 16)).count(b"\r\n") / 2
    print(round(rows / (time.perf_counter() - began)))
    writer.close()


asyncio.run(main())
