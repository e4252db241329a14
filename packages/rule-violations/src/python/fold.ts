import { inflateRawSync, inflateSync } from "node:zlib";
import type { Node } from "./node.js";

/** What stands for a part of a string that is not constant. */
export const unknownPart = "\u{fffc}";

/** A list, tuple, or dictionary with strings or character codes in it. */
export interface Collection {
  /** What the elements are, in their order; undefined for those that are no constant strings. */
  texts: readonly (string | undefined)[];
  /** The integers among the elements. */
  codes: readonly number[];
  /** Strings of a dictionary by their keys. */
  byKey: ReadonlyMap<string, string | undefined>;
}

/** What names stand for: strings, and collections of them. */
export type Constants = ReadonlyMap<string, string | Collection>;

const maxDepth = 40;
const maxLength = 1 << 20;

/**
 * The constant string that an expression evaluates to, with {@link unknownPart} for parts that are not constant;
 * undefined if nothing of it is a string. Follows concatenation, joins, f-strings, paths, and the usual ways to encode
 * a string: base64, hexadecimal, zlib, reversal, rot13, and character codes.
 */
export function foldString(node: Node | null, constants: Constants, depth = 0): string | undefined {
  if (node === null || depth > maxDepth) return undefined;
  const fold: Fold = (inner) => foldString(inner, constants, depth + 1);
  const collect: Collect = (inner) => {
    if (inner?.type !== "identifier") return foldCollection(inner, constants, depth + 1);
    const value = constants.get(inner.text);
    return typeof value === "object" ? value : undefined;
  };
  switch (node.type) {
    case "string":
      return foldLiteral(node, fold);
    case "concatenated_string":
      return join(node.namedChildren.map((child) => fold(child)));
    case "parenthesized_expression":
      return fold(node.namedChildren[0] ?? null);
    case "attribute":
      return /^os\.(path\.)?sep$/.test(node.text) ? "/" : undefined;
    case "identifier": {
      const value = constants.get(node.text);
      return typeof value === "string" ? value : undefined;
    }
    case "binary_operator":
      return foldOperator(node, fold, collect);
    case "subscript":
      return foldReversal(node, fold) ?? foldElement(node, fold, collect);
    case "call":
      return foldCall(node, fold, collect);
    default:
      return undefined;
  }
}

type Fold = (node: Node | null) => string | undefined;

type Collect = (node: Node | null | undefined) => Collection | undefined;

/** Longer collections are data, and no parts of a string. */
const maxElements = 1000;

/** The strings and character codes in a list, tuple, or dictionary; undefined for other expressions. */
export function foldCollection(
  node: Node | null | undefined,
  constants: Constants,
  depth = 0,
): Collection | undefined {
  if (node === null || node === undefined || !/^(list|tuple|dictionary)$/.test(node.type)) return undefined;
  const elements = node.namedChildren.filter(({ type }) => type !== "comment");
  if (elements.length > maxElements) return undefined;
  const fold: Fold = (inner) => foldString(inner, constants, depth + 1);
  const byKey = new Map<string, string | undefined>();
  for (const element of elements) {
    const key = element.type === "pair" ? fold(element.childForFieldName("key")) : undefined;
    if (key !== undefined) byKey.set(key, fold(element.childForFieldName("value")));
  }
  const codes = elements.filter(({ type }) => type === "integer").map(({ text }) => Number(text));
  return { texts: elements.map((element) => fold(element)), codes, byKey };
}

function join(parts: (string | undefined)[], separator = ""): string | undefined {
  if (parts.every((part) => part === undefined)) return undefined;
  const text = parts.map((part) => part ?? unknownPart).join(separator);
  return text.length > maxLength ? undefined : text;
}

function foldLiteral(node: Node, fold: Fold): string {
  const isRaw = /^[a-z]*r/i.test(node.text.slice(0, 3));
  let text = "";
  for (const child of node.namedChildren) {
    if (child.type === "string_content") text += contentOf(child, isRaw);
    else if (child.type === "interpolation") text += fold(child.namedChildren[0] ?? null) ?? unknownPart;
  }
  return text;
}

/** The content of a literal; its children are only the escapes. */
function contentOf(content: Node, isRaw: boolean): string {
  if (isRaw) return content.text;
  return content.text.replaceAll(
    /\\(?:\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)/g,
    (found) => characterOf(found),
  );
}

const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "0": "\0" };

function characterOf(written: string): string {
  const [, kind] = written;
  if (kind === "\n" || kind === "\r") return "";
  if (/^\\[xuU]/.test(written)) {
    const code = Number.parseInt(written.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  }
  if (/^\\[0-7]/.test(written)) return String.fromCodePoint(Number.parseInt(written.slice(1), 8));
  return simpleEscapes[kind] ?? (/[\\'"]/.test(kind) ? kind : written);
}

function foldOperator(node: Node, fold: Fold, collect: Collect): string | undefined {
  const operator = node.childForFieldName("operator")?.type;
  const [left, right] = [node.childForFieldName("left"), node.childForFieldName("right")];
  if (operator === "+") return join([fold(left), fold(right)]);
  if (operator === "/") return join([fold(left), fold(right)], "/")?.replaceAll(/\/{2,}/g, "/");
  if (operator === "%") return foldPercent(fold(left), right, fold, collect);
  return undefined;
}

/** `"%s/%s" % (a, b)`. */
function foldPercent(
  text: string | undefined,
  right: Node | null,
  fold: Fold,
  collect: Collect,
): string | undefined {
  const parts = collect(right)?.texts ?? [fold(right)];
  let index = 0;
  return text?.replaceAll(/%[sdr]/g, () => parts[index++] ?? unknownPart);
}

/** `"{}/{name}".format(a, name=b)`. */
function foldFormat(text: string | undefined, call: Node, fold: Fold): string | undefined {
  const args = positionalArguments(call);
  const named = new Map(
    (call.childForFieldName("arguments")?.namedChildren ?? [])
      .filter(({ type }) => type === "keyword_argument")
      .map((one) => [one.childForFieldName("name")?.text ?? "", one.childForFieldName("value")]),
  );
  let index = 0;
  return text?.replaceAll(/\{(\w*)[^{}]*\}/g, (_all, field: string) => {
    const value =
      field === "" ? args[index++] : (named.get(field) ?? args[/^\d+$/.test(field) ? +field : -1]);
    return fold(value ?? null) ?? unknownPart;
  });
}

/** `parts[0]`, `parts[-1]`, `names["host"]`. */
function foldElement(node: Node, fold: Fold, collect: Collect): string | undefined {
  const collection = collect(node.childForFieldName("value"));
  const key = node.childForFieldName("subscript");
  if (collection === undefined || key === null) return undefined;
  if (/^-?\d+$/.test(key.text)) return collection.texts.at(Number(key.text));
  return collection.byKey.get(fold(key) ?? "");
}

/** `text[::-1]`. */
function foldReversal(node: Node, fold: Fold): string | undefined {
  if (!/^\[\s*::\s*-1\s*\]$/.test(node.text.slice(node.childForFieldName("value")?.text.length ?? 0).trim()))
    return undefined;
  const text = fold(node.childForFieldName("value"));
  return text === undefined ? undefined : [...text].reverse().join("");
}

/** Arguments by position, without keywords. */
export function positionalArguments(call: Node): Node[] {
  const list = call.childForFieldName("arguments");
  if (list === null) return [];
  if (list.type !== "argument_list") return [list];
  return list.namedChildren.filter(
    (child): child is Node => child !== null && child.type !== "keyword_argument" && child.type !== "comment",
  );
}

function foldCall(node: Node, fold: Fold, collect: Collect): string | undefined {
  const callee = node.childForFieldName("function");
  if (callee === null) return undefined;
  const args = positionalArguments(node);
  const name = callee.text.replaceAll(/\s+/g, "");
  const method = name.slice(name.lastIndexOf(".") + 1);
  const receiver = callee.type === "attribute" ? callee.childForFieldName("object") : null;
  if (/(^|\.)path\.(join|abspath|normpath|expanduser|realpath)$/.test(name) || method === "joinpath")
    return foldPath(receiver !== null && method === "joinpath" ? [receiver, ...args] : args, fold);
  if (/^(pathlib\.)?(Pure)?(Posix)?Path$/.test(name)) return foldPath(args, fold);
  if (/^(str|bytes|bytearray|repr)$/.test(name))
    return foldCharacters(collect(args[0])) ?? fold(args[0] ?? null);
  if (name === "chr") return fromCodes(args[0]?.type === "integer" ? [Number(args[0].text)] : []);
  if (method === "join" && receiver !== null) return foldJoin(fold(receiver), args[0], fold, collect);
  const decoded = foldDecoding(name, method, args, fold);
  if (decoded !== undefined) return decoded;
  if (receiver === null) return undefined;
  if (/^(encode|strip|rstrip|lstrip|expanduser|resolve|as_posix|absolute)$/.test(method))
    return fold(receiver);
  if (method === "decode")
    return args.length > 0 && fold(args[0]) === "hex" ? fromHex(fold(receiver)) : fold(receiver);
  if (method === "format") return foldFormat(fold(receiver), node, fold);
  if (method === "lower") return fold(receiver)?.toLowerCase();
  if (method === "replace" && args.length >= 2) {
    const [text, from, to] = [fold(receiver), fold(args[0]), fold(args[1])];
    return text === undefined || !from || to === undefined ? text : text.replaceAll(from, to);
  }
  return undefined;
}

function foldPath(parts: readonly Node[], fold: Fold): string | undefined {
  const folded = parts.map((part) => fold(part));
  const last = folded.findLastIndex((part) => part?.startsWith("/"));
  return join(folded.slice(Math.max(0, last)), "/")?.replaceAll(/\/{2,}/g, "/");
}

/** `"".join(["a", "b"])`, `"".join(map(chr, [97, 98]))`, `"".join(chr(c) for c in codes)`. */
function foldJoin(
  separator: string | undefined,
  list: Node | undefined,
  fold: Fold,
  collect: Collect,
): string | undefined {
  if (list === undefined || separator === undefined) return undefined;
  const parts = collect(list);
  if (parts !== undefined) return join([...parts.texts], separator);
  if (!/\bchr\b/.test(list.text))
    return list.type === "call" && /^reversed\b/.test(list.text)
      ? reversed(list, separator, fold, collect)
      : undefined;
  for (const inner of list.descendantsOfType(["list", "tuple", "identifier"])) {
    const codes = collect(inner)?.codes;
    if (codes !== undefined && codes.length > 0) return fromCodes(codes);
  }
  return undefined;
}

/** `"".join(reversed("txet"))`, `".".join(reversed(["com", "openai"]))`. */
function reversed(call: Node, separator: string, fold: Fold, collect: Collect): string | undefined {
  const [argument] = positionalArguments(call);
  const parts = collect(argument);
  if (parts !== undefined) return join(parts.texts.toReversed(), separator);
  const text = fold(argument ?? null);
  return text === undefined ? undefined : [...text].reverse().join(separator);
}

/** `bytes([97, 98])`. */
const foldCharacters = (collection: Collection | undefined): string | undefined =>
  collection === undefined || collection.codes.length < collection.texts.length
    ? undefined
    : fromCodes(collection.codes);

const fromCodes = (codes: readonly number[]): string | undefined =>
  codes.length > 0 && codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 0x10ffff)
    ? String.fromCodePoint(...codes)
    : undefined;

function foldDecoding(name: string, method: string, args: readonly Node[], fold: Fold): string | undefined {
  const text = (): string | undefined => fold(args[0] ?? null);
  if (/^(urlsafe_|standard_)?b64decode$|^a2b_base64$|^decodebytes$/.test(method))
    return fromBytes(base64(text()));
  if (/^(fromhex|unhexlify|a2b_hex)$/.test(method)) return fromHex(text());
  if (/^zlib\.decompress$|^decompress$/.test(name)) return inflate(args[0], fold);
  if (name === "codecs.decode") {
    const encoding = fold(args[1] ?? null);
    if (/rot_?13/.test(encoding ?? "")) return rot13(text());
    if (/hex/.test(encoding ?? "")) return fromHex(text());
    if (/base64/.test(encoding ?? "")) return fromBytes(base64(text()));
  }
  return undefined;
}

const base64 = (text: string | undefined): Buffer | undefined =>
  text === undefined || text.includes(unknownPart) ? undefined : Buffer.from(text, "base64");

const fromBytes = (bytes: Buffer | undefined): string | undefined => bytes?.toString("utf8");

const fromHex = (text: string | undefined): string | undefined =>
  text !== undefined && /^[0-9a-fA-F\s]*$/.test(text)
    ? Buffer.from(text.replaceAll(/\s/g, ""), "hex").toString("utf8")
    : undefined;

const rot13 = (text: string | undefined): string | undefined =>
  text?.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

/** `zlib.decompress(base64.b64decode("…"))`: the bytes in between are no text. */
function inflate(argument: Node | undefined, fold: Fold): string | undefined {
  if (argument?.type !== "call" || !/b64decode$/.test(argument.childForFieldName("function")?.text ?? ""))
    return undefined;
  const bytes = base64(fold(positionalArguments(argument)[0] ?? null));
  if (bytes === undefined) return undefined;
  for (const open of [inflateSync, inflateRawSync]) {
    try {
      return open(bytes, { maxOutputLength: maxLength }).toString("utf8");
    } catch {
      // Not this format.
    }
  }
  return undefined;
}
