// JSON parser that keeps the spelling of numbers, which must not pass through a binary number and back.

const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const mark = "\u0000number:";
const quotedMark = JSON.stringify(mark).slice(0, -1);

/** Reads JSON; numbers become marked strings, which only `stringifyExactly` understands. */
export function parseExactly(text) {
  return JSON.parse(
    text.replaceAll(token, (part) => (part.startsWith('"') ? part : `${quotedMark}${part}"`)),
  );
}

/** Writes what `parseExactly` read, every number in the spelling it had. */
export function stringifyExactly(value) {
  const text = JSON.stringify(value, null, 2);
  return `${text.replaceAll(token, (part) =>
    part.startsWith(quotedMark) ? part.slice(quotedMark.length, -1) : part,
  )}\n`;
}
