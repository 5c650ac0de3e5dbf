import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { checksumText } from "../../src/core/checksum.ts";

test("is written as other tools write it", () => {
  // the check value of CRC-32/ISO-HDLC, and one with leading zeros, both as `crc32` prints them
  expect(checksumText(crc32("123456789"))).toBe("cbf43926");
  expect(checksumText(crc32(""))).toBe("00000000");
  expect(checksumText(-1)).toBe("ffffffff");
});
