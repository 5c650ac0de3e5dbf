import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { createPieces } from "../../src/engine/pieces.ts";

const MEGABYTE = 1 << 20;
const filled = (length: number, value: number) => new Uint8Array(length).fill(value);

/** Pieces with everything that was sent: rows, bytes, and the buffers they came in. */
function recorded(limit: number) {
  const sent: { rows: number; bytes: number[]; buffer: ArrayBufferLike; sound: boolean }[] = [];
  const pieces = createPieces(limit, true, (rows, bytes, crc) =>
    sent.push({ rows, bytes: [...new Set(bytes)], buffer: bytes.buffer, sound: crc === crc32(bytes) }),
  );
  return { sent, pieces };
}

test("bytes are gathered up to a megabyte, in order, and rows counted with them", async () => {
  const { sent, pieces } = recorded(8);
  await pieces.add(3, filled(MEGABYTE / 2, 1));
  await pieces.add(4, filled(MEGABYTE / 2, 2));
  expect(sent).toEqual([]);
  await pieces.add(5, filled(1, 3));
  expect(sent).toMatchObject([{ rows: 7, bytes: [1, 2], sound: true }]);
  pieces.finish();
  pieces.finish();
  expect(sent.slice(1)).toMatchObject([{ rows: 5, bytes: [3], sound: true }]);
});

test("more than a megabyte at once is a piece of its own", async () => {
  const { sent, pieces } = recorded(8);
  await pieces.add(1, filled(10, 1));
  await pieces.add(2, filled(3 * MEGABYTE, 2));
  pieces.finish();
  expect(sent).toMatchObject([
    { rows: 1, bytes: [1] },
    { rows: 2, bytes: [2] },
  ]);
});

test("no more pieces are out than may be, and their buffers are filled again", async () => {
  const { sent, pieces } = recorded(1);
  await pieces.add(1, filled(10, 1));
  pieces.finish();
  let added = false;
  const waiting = pieces.add(2, filled(10, 2)).then(() => {
    added = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(added).toBe(false);
  pieces.back();
  await waiting;
  pieces.finish();
  expect(sent[1]).toMatchObject({ rows: 2, bytes: [2] });
  expect(sent[1].buffer).toBe(sent[0].buffer);
});
