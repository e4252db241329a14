/** Order by code points, as Python sorts strings, whatever the locale. */
export function codePointOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
