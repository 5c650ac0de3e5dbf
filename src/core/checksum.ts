/** A CRC-32, that of gzip and zip, as tools print it: eight hex digits. */
export function checksumText(crc: number): string {
  return (crc >>> 0).toString(16).padStart(8, "0");
}
