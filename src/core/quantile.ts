/** The normal quantile function as a table: one 32-bit word gives one standard normal. */
import { inverseNormal, powerOfTwo } from "./numeric.ts";

const SEGMENTS = 8;
const ORDER = 5;
/** Quartic pieces of the normal quantile in the magnitude of a 32-bit uniform: 8 per octave, see `normalOf`. */
const quantile = new Float64Array(33 * SEGMENTS * ORDER);
for (let octave = 1; octave <= 28; octave++) {
  const base = powerOfTwo(31 - octave);
  for (let s = 0; s < SEGMENTS; s++) {
    // Newton's form through Chebyshev nodes, then expanded about the segment's start
    const width = base / SEGMENTS;
    const start = base + s * width;
    const nodes = [0.024471741852423214, 0.2061073738537635, 0.5, 0.7938926261462365, 0.9755282581475768];
    const slopes = nodes.map((t) => inverseNormal((start + t * width + 0.5) / 4294967296));
    for (let k = 1; k < ORDER; k++)
      for (let i = ORDER - 1; i >= k; i--) slopes[i] = (slopes[i] - slopes[i - 1]) / (nodes[i] - nodes[i - k]);
    const terms = [0, 0, 0, 0, 0];
    for (let k = ORDER - 1; k >= 0; k--) {
      for (let i = ORDER - 1; i > 0; i--) terms[i] = terms[i - 1] - nodes[k] * terms[i];
      terms[0] = slopes[k] - nodes[k] * terms[0];
    }
    quantile.set(terms, (octave * SEGMENTS + s) * ORDER);
  }
}

/** The standard normal whose distribution function is the 32-bit word `u`; |error| < 1e-8 against AS 241, |z| < 6.3. */
export function normalOf(u: number): number {
  const sign = u >> 31;
  const v = Math.max((u ^ sign) & 0x7fffffff, 8);
  const octave = Math.clz32(v);
  const segment = (v >>> (28 - octave)) & (SEGMENTS - 1);
  const t = ((v << (octave + 3)) & 0x7fffffff) * 4.656612873077393e-10;
  const i = (octave * SEGMENTS + segment) * ORDER;
  const z = quantile[i] + t * (quantile[i + 1] + t * (quantile[i + 2] + t * (quantile[i + 3] + t * quantile[i + 4])));
  return z * (sign | 1);
}
