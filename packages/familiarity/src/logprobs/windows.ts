/** A part of a text that is sent; what comes before `from` in it is context. */
export interface Window {
  /** Where the text that is sent begins. */
  readonly start: number;
  /** Where the part begins that is measured. */
  readonly from: number;
  readonly end: number;
}

/** Sizes in UTF-16 units. */
export interface WindowOptions {
  /** The most that is sent at a time. */
  readonly length: number;
  /** How much of it only gives context. */
  readonly overlap: number;
}

/**
 * Cuts a text into windows: each character is measured once, and, except at the beginning of the text, after at least
 * `overlap` units of context. `length` must be at least twice `overlap`.
 */
export function textWindows(text: string, { length, overlap }: WindowOptions): Window[] {
  const windows: Window[] = [];
  const reach = Math.floor(length / 8);
  for (let from = 0; from < text.length; ) {
    const start = from === 0 ? 0 : cutBefore(text, from - overlap, 0, reach);
    const end =
      start + length >= text.length ? text.length : cutBefore(text, start + length, from + 1, reach);
    windows.push({ start, from, end });
    from = end;
  }
  return windows;
}

/**
 * The last place at or before `position` where a blank begins, so that no token is cut; at least `least`.
 * @param reach how far it may move
 */
function cutBefore(text: string, position: number, least: number, reach: number): number {
  if (position <= least) return betweenCharacters(text, Math.max(least, 0));
  for (let i = position; i > Math.max(least, position - reach); i--)
    if (/\s/.test(text[i] ?? "") && !/\s/.test(text[i - 1] ?? "")) return i;
  return betweenCharacters(text, position);
}

/** Not in the middle of a surrogate pair. */
function betweenCharacters(text: string, position: number): number {
  const code = text.charCodeAt(position);
  return code >= 0xdc00 && code <= 0xdfff ? position + 1 : position;
}

/** Where the context of a place begins: at most `length` units before it, at a blank if there is one. */
export function contextStart(text: string, place: number, length: number): number {
  if (place <= length) return 0;
  const least = place - length;
  for (let i = least; i < Math.min(place, least + length / 8); i++)
    if (/\s/.test(text[i] ?? "") && !/\s/.test(text[i - 1] ?? "")) return i;
  return betweenCharacters(text, least);
}
