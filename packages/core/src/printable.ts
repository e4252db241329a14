/** Characters that act on a terminal or hide in text: controls (but line feed and tab), format marks, odd line ends. */
const unprintable = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Most texts have only such characters: ASCII, Latin letters, dashes, quotes, and lines of tables. To see that takes a
 * tenth of what compiling the expression above takes at start.
 */
const plain = /^[ -~]*$/;
const usual = /^[\t\n -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2500-\u257f]*$/;

function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

/**
 * Text that can be shown anywhere: characters that a terminal would obey, or that nobody would see, become `\u001b`
 * and the like. Line feeds and tabs stay. Printable text is returned as it is.
 */
export function printable(text: string): string {
  return usual.test(text) ? text : text.replace(unprintable, escapeCharacter);
}

/** The same on one line, for where a line feed could pass for the end of our own text: a cell of a table, a status. */
export function printableLine(text: string): string {
  return plain.test(text) ? text : printable(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** JSON text in which the same characters are escaped as JSON has it, so that it can be shown and parsed alike. */
export function printableJson(json: string): string {
  return json.replace(unprintable, (character) =>
    Array.from({ length: character.length }, (_, unit) =>
      escapeCharacter(character.slice(unit, unit + 1)),
    ).join(""),
  );
}

/**
 * A name from a file, such as a column's, for a sentence: between backticks, on one line, escaped as by
 * {@link printable}, and cut after `longest` characters.
 */
export function quoteName(name: string, longest = 80): string {
  const shown = name.length > longest ? `${name.slice(0, longest)}…` : name;
  return `\`${printableLine(shown)}\``;
}

/** The same for a path, which is useful only in full. */
export function quotePath(path: string): string {
  return quoteName(path, 4096);
}

const mostNames = 8;

/** Names for a sentence: at most 8 of them, each as {@link quoteName} shows it, then `and 3 more`. */
export function quoteNames(names: readonly string[]): string {
  const shown = names
    .slice(0, mostNames)
    .map((name) => quoteName(name))
    .join(", ");
  return names.length > mostNames ? `${shown}, and ${names.length - mostNames} more` : shown;
}
