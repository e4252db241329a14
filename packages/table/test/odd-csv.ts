// Random CSV texts that are mostly plain, for comparing two ways of reading them.
import { PackedData } from "../src/columns/packed-texts.js";

/** Mulberry32: the same numbers for a seed on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
type Make = (random: Random) => string;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)];

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join("");

const integer: Make = (random) => String(Math.floor((random() - 0.3) * 10 ** Math.ceil(random() * 12)));
const long: Make = (random) =>
  `${random() < 0.3 ? "-" : ""}${1 + Math.floor(random() * 9)}${digits(random, 12 + random() * 10)}`;
const double: Make = (random) => String((random() - 0.5) * 10 ** Math.ceil(random() * 6));
const decimal: Make = (random) => `${integer(random)}.${digits(random, 1 + random() * 5)}`;
const small: Make = (random) => `0.${"0".repeat(random() * 7)}${digits(random, 1 + random() * 18)}`;
const boolean: Make = (random) => (random() < 0.5 ? "True" : "False");
const word: Make = (random) =>
  ["alpha", "Trueish", "F", "nancy", "é ü", "it's", "N/A or so", "x\ty"][Math.floor(random() * 8)];
const quoted: Make = (random) =>
  ['"a, b"', '"two\nlines"', '"say ""x"""', '""""', '"plain"', '"a\tb"', '"1,5"', '"\n"'][
    Math.floor(random() * 8)
  ];
const empty: Make = () => "";
const odd: Make = (random) =>
  [
    "NA",
    "nan",
    "NULL",
    '""',
    '"NA"',
    " 12",
    "12 ",
    "+3",
    "007",
    "-0",
    "-0.0",
    "0.0",
    "5.",
    ".5",
    "1e5",
    "2.5E-7",
    "1e400",
    "-1e400",
    "inf",
    "-Infinity",
    "true",
    "FALSE",
    "TRUE",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    '"7"',
    '"7.50"',
    '"True"',
    '"ab"cd',
    'ab"cd',
    "a\rb",
    "\0",
    "a\0b",
    "1.#IND",
    "-1.#QNAN",
    "<NA>",
    "#N/A N/A",
    "123456789012345678",
    "1234567890123456789",
    "0.30000000000000004",
    "0.3000000000000000444",
    "1234567890.123",
    "0.00001",
    "100.0",
    "1.50",
    "–",
  ][Math.floor(random() * 50)];

const kinds: readonly Make[] = [integer, long, double, decimal, small, boolean, word, quoted, empty];

const returns: Make = (random) =>
  ['"two\r\nlines"', '"a\rb"', '"\r\n"', '"\r"', '"a,\rb"', '"say ""x""\r\n"', '"x\r\n\r\ny"', '"\n\r"'][
    Math.floor(random() * 8)
  ];

interface OddLines {
  lines: string[];
  random: Random;
}

/** Lines for a seed: columns of one kind or a mix, with few oddities or many, lines cut short or too long. */
function oddLines(seed: number, separator: "," | "\t", kinds: readonly Make[]): OddLines {
  const random = seededRandom(seed);
  const width = 1 + Math.floor(random() * 5);
  const columns = Array.from({ length: width }, () =>
    random() < 0.7 ? [pick(random, kinds)] : [pick(random, kinds), pick(random, kinds), empty],
  );
  const oddity = random() < 0.4 ? 0 : 0.15 * random();
  const damage = random() < 0.7 ? 0 : 0.05;
  const line = (): string => {
    const cells = columns.map((some) => (random() < oddity ? odd : pick(random, some))(random));
    if (random() < damage) cells.push("surplus");
    if (random() < damage) cells.pop();
    return cells.join(separator);
  };
  const names = columns.map((_, i) => `c${i}`).join(separator);
  const lines = [names, ...Array.from({ length: 1 + Math.floor(random() * 60) }, line)];
  if (random() < 0.1)
    lines.splice(Math.floor(random() * lines.length), 0, pick(random, ["", " ", "\t", "\r", ",", '"']));
  return { lines, random };
}

/** A text for a seed, with any line end. */
export function oddCsv(seed: number, separator: "," | "\t" = ","): string {
  const { lines, random } = oddLines(seed, separator, kinds);
  const lineEnd = random() < 0.1 ? pick(random, ["\r\n", "\r"]) : "\n";
  const first = random() < 0.05 ? "\ufeff" : "";
  return `${first}${lines.join(lineEnd)}${pick(random, ["", lineEnd, lineEnd, lineEnd, lineEnd + lineEnd])}`;
}

/**
 * A text for a seed with CR and LF within quotes, and lines that end in CRLF: all of them, or with others in between.
 * @returns also the same text with LF at the end of all lines
 */
export function oddReturns(
  seed: number,
  separator: "," | "\t" = ",",
): { crlf: string; lf: string; mixed: string } {
  const { lines, random } = oddLines(seed, separator, [...kinds, returns, returns]);
  const first = random() < 0.05 ? "\ufeff" : "";
  const blank = random() < 0.1 ? 0.1 : 0;
  const ends = lines.map((_, i) => {
    const isLast = i === lines.length - 1;
    const count = isLast ? Math.floor(random() * 3) : random() < blank ? 2 : 1;
    return "\n".repeat(count);
  });
  const isMixed = random() < 0.7 ? 0.1 * random() : 0;
  const text = (end: (lf: string) => string): string =>
    `${first}${lines.map((line, i) => `${line}${end(ends[i])}`).join("")}`;
  return {
    lf: text((lf) => lf),
    crlf: text((lf) => lf.replaceAll("\n", "\r\n")),
    mixed: text((lf) =>
      random() < isMixed ? pick(random, ["\n", "\r", "\r\r\n", "\n\r", ""]) : lf.replaceAll("\n", "\r\n"),
    ),
  };
}

/** Texts that need care: quotes, nothing to write, two bytes a character, more than the 40 bytes that lines are copied with. */
export const oddTexts = [
  ...["", "a,b", "a\tb", 'say "x"', "two\nlines", "größe", "\ud800"],
  ...["x".repeat(40), "ö".repeat(20), "x".repeat(41), "long ".repeat(20)],
];

/** Texts as bytes, null for one that is missing: it has what stood in the file. */
export function packed(texts: readonly (string | null)[]): PackedData {
  const bytes = texts.map((text) => Buffer.from(text ?? "NA"));
  const offsets = new Uint32Array(texts.length + 1);
  for (const [i, { length }] of bytes.entries()) offsets[i + 1] = offsets[i] + length;
  const missing = Uint8Array.from(texts, (text) => (text === null ? 1 : 0));
  return new PackedData({ bytes: Buffer.concat(bytes), offsets, missing, ascii: false });
}
