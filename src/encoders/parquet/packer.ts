/** Packs codes [from, to), a multiple of 32 of them, at a byte; returns where they end. */
export type Packer = (view: DataView, codes: Int32Array, at: number, from: number, to: number) => number;

/** The statements that pack 32 codes of so many bits each into as many words. */
function packerSource(width: number): string {
  const words = Array.from({ length: width }, (): string[] => []);
  for (let k = 0; k < 32; k++) {
    const word = (k * width) >> 5;
    const shift = (k * width) & 31;
    words[word].push(shift > 0 ? `c${k} << ${shift}` : `c${k}`);
    if (shift + width > 32) words[word + 1].push(`c${k} >>> ${32 - shift}`);
  }
  const loads = Array.from({ length: 32 }, (_, k) => `c${k} = codes[i + ${k}]`);
  const stores = words.map((parts, w) => `view.setInt32(p + ${4 * w}, ${parts.join(" | ")}, true);`);
  return `"use strict";
let p = at;
for (let i = from; i < to; i += 32) {
const ${loads.join(", ")};
${stores.join("\n")}
p += ${4 * width};
}
return p;`;
}

/** Packs code by code: for engines that must not compile source text. */
function plainPacker(width: number): Packer {
  return (view, codes, at, from, to) => {
    let p = at;
    let word = 0;
    let bits = 0;
    for (let i = from; i < to; i++) {
      const code = codes[i];
      word |= code << bits;
      bits += width;
      if (bits < 32) continue;
      view.setInt32(p, word, true);
      p += 4;
      bits -= 32;
      word = bits === 0 ? 0 : code >>> (width - bits);
    }
    return p;
  };
}

const packers: Packer[] = [];

/** The packer of codes of 1 to 31 bits; its source is made of words here and of numbers. */
export function packerOf(width: number): Packer {
  packers[width] ??= makePacker(width);
  return packers[width];
}

function makePacker(width: number): Packer {
  try {
    return new Function("view", "codes", "at", "from", "to", packerSource(width)) as Packer;
  } catch (error) {
    if (error instanceof EvalError) return plainPacker(width);
    throw error;
  }
}
