/** A CRC-32, that of gzip and zip, as tools print it: eight hex digits. */
export function checksumText(crc: number): string {
  return (crc >>> 0).toString(16).padStart(8, "0");
}

/** The polynomial of CRC-32. The highest bit of a number stands for x^0 here, the next for x^1, and so on. */
const POLYNOMIAL = 0xedb88320;
/** x^0, and x^8: what a byte multiplies by. */
const ONE = 0x80000000;
const BYTE = 0x00800000;

/** The product of two polynomials modulo that of CRC-32. */
function product(a: number, b: number): number {
  let sum = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (a & bit) sum ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return sum;
}

/** The CRC-32 of bytes that end in `length` others: of what stands before those, and of them. */
export function joinChecksums(before: number, after: number, length: number): number {
  let shift = ONE;
  for (let left = length, power = BYTE; left > 0; left = Math.floor(left / 2), power = product(power, power))
    if (left % 2 === 1) shift = product(shift, power);
  return (product(shift, before) ^ after) >>> 0;
}
