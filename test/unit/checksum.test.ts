import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { checksumText, joinChecksums } from "../../src/core/checksum.ts";

test("is written as other tools write it", () => {
  // the check value of CRC-32/ISO-HDLC, as `crc32` prints it
  expect(checksumText(crc32("123456789"))).toBe("cbf43926");
  expect(checksumText(crc32(""))).toBe("00000000");
  expect(checksumText(-1)).toBe("ffffffff");
});

test("of two pieces, joined, is that of the whole, wherever it is cut", () => {
  const whole = Buffer.from(Array.from({ length: 70_001 }, (_, i) => (i * i * 7919) >>> 5));
  for (const cut of [0, 1, 7, 4096, 65_537, 70_000, 70_001]) {
    const [one, other] = [whole.subarray(0, cut), whole.subarray(cut)];
    expect(joinChecksums(crc32(one), crc32(other), other.length)).toBe(crc32(whole));
  }
});
