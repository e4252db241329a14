/** ASCII codes and classes of the bytes that numbers are spelled with. */

export const ZERO = 0x30;
export const NINE = 0x39;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const POINT = 0x2e;

export const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

/** C's isspace in the ASCII range. */
export const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1", 0, end - start);
}

export function matches(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

export function matchesIgnoringCase(
  bytes: Uint8Array,
  start: number,
  end: number,
  lowerCase: string,
): boolean {
  if (end - start !== lowerCase.length) return false;
  for (let i = 0; i < lowerCase.length; i++)
    if ((bytes[start + i] | 0x20) !== lowerCase.charCodeAt(i)) return false;
  return true;
}
