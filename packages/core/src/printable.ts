/** Characters that act on a terminal or hide in text: controls (but line feed and tab), format marks, odd line ends. */
const unprintable = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

/**
 * Text that can be shown anywhere: characters that a terminal would obey, or that nobody would see, become `\u001b`
 * and the like. Line feeds and tabs stay. Printable text is returned as it is.
 */
export function printable(text: string): string {
  return text.replace(unprintable, escapeCharacter);
}

/**
 * A name from a file, such as a column's, for a sentence: between backticks, on one line, escaped as by
 * {@link printable}, and cut after `longest` characters.
 */
export function quoteName(name: string, longest = 80): string {
  const shown = name.length > longest ? `${name.slice(0, longest)}…` : name;
  return `\`${printable(shown).replaceAll("\n", "\\n").replaceAll("\t", "\\t")}\``;
}

/** The same for a path, which is of use only as a whole. */
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
