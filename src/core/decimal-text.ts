/** The number quanta / 10^decimals, exactly; quanta is a whole number below 2^53. */
export function decimalText(quanta: number, decimals: number): string {
  const digits = String(Math.abs(quanta)).padStart(decimals + 1, "0");
  const sign = quanta < 0 ? "-" : "";
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
