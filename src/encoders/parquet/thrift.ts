/** A value in Thrift's compact protocol: its type there, and what writes it. */
export type Value = readonly [type: number, write: (out: number[]) => void];

const encoder = new TextEncoder();

/** Appends an unsigned integer below 2^53, seven bits a byte, the lowest first. */
export function varint(out: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

/** An integer as an unsigned one: small whatever its sign. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function i32(value: number): Value {
  return [5, (out) => varint(out, zigzag(value))];
}

export function i64(value: number): Value {
  return [6, (out) => varint(out, zigzag(value))];
}

/** As a field of a struct; its type holds it. */
export function bool(value: boolean): Value {
  return [value ? 1 : 2, () => {}];
}

export function binary(bytes: Uint8Array): Value {
  return [
    8,
    (out) => {
      varint(out, bytes.length);
      for (const byte of bytes) out.push(byte);
    },
  ];
}

export function text(value: string): Value {
  return binary(encoder.encode(value));
}

/** Values of one type. */
export function list(type: number, values: readonly Value[]): Value {
  return [
    9,
    (out) => {
      if (values.length < 15) out.push((values.length << 4) | type);
      else {
        out.push(0xf0 | type);
        varint(out, values.length);
      }
      for (const [, write] of values) write(out);
    },
  ];
}

/** Types of list members. */
export const I32 = 5;
export const TEXT = 8;
export const STRUCT = 12;

/** Fields by number; those undefined are left out. */
export function struct(fields: Readonly<Record<number, Value | undefined>>): Value {
  return [
    STRUCT,
    (out) => {
      let last = 0;
      // integer keys come in ascending order
      for (const key of Object.keys(fields)) {
        const field = fields[Number(key)];
        if (!field) continue;
        const [type, write] = field;
        const step = Number(key) - last;
        last = Number(key);
        if (step < 16) out.push((step << 4) | type);
        else {
          out.push(type);
          varint(out, zigzag(last));
        }
        write(out);
      }
      out.push(0);
    },
  ];
}

export function bytesOf([, write]: Value): Uint8Array {
  const out: number[] = [];
  write(out);
  return Uint8Array.from(out);
}
