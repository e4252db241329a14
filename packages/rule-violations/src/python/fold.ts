import { inflateRawSync, inflateSync } from "node:zlib";
import type { Node } from "./node.js";

/** What stands for a part of a string that is not constant. */
export const unknownPart = "\u{fffc}";

/** Strings that names stand for, by name. */
export type Constants = ReadonlyMap<string, string>;

const maxDepth = 40;
const maxLength = 1 << 20;

/**
 * The constant string that an expression evaluates to, with {@link unknownPart} for parts that are not constant;
 * undefined if nothing of it is a string. Follows concatenation, joins, f-strings, paths, and the usual ways to encode
 * a string: base64, hexadecimal, zlib, reversal, rot13, and character codes.
 */
export function foldString(node: Node | null, constants: Constants, depth = 0): string | undefined {
  if (node === null || depth > maxDepth) return undefined;
  const fold = (inner: Node | null): string | undefined => foldString(inner, constants, depth + 1);
  switch (node.type) {
    case "string":
      return foldLiteral(node, fold);
    case "concatenated_string":
      return join(node.namedChildren.map((child) => fold(child)));
    case "parenthesized_expression":
      return fold(node.namedChildren[0] ?? null);
    case "identifier":
      return constants.get(node.text);
    case "binary_operator":
      return foldOperator(node, fold);
    case "subscript":
      return foldReversal(node, fold);
    case "call":
      return foldCall(node, fold);
    default:
      return undefined;
  }
}

type Fold = (node: Node | null) => string | undefined;

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

function foldOperator(node: Node, fold: Fold): string | undefined {
  const operator = node.childForFieldName("operator")?.type;
  const [left, right] = [node.childForFieldName("left"), node.childForFieldName("right")];
  if (operator === "+") return join([fold(left), fold(right)]);
  if (operator === "/") return join([fold(left), fold(right)], "/")?.replaceAll(/\/{2,}/g, "/");
  if (operator === "%") return fold(left)?.replaceAll(/%[sdr]/g, unknownPart);
  return undefined;
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

function foldCall(node: Node, fold: Fold): string | undefined {
  const callee = node.childForFieldName("function");
  if (callee === null) return undefined;
  const args = positionalArguments(node);
  const name = callee.text.replaceAll(/\s+/g, "");
  const method = name.slice(name.lastIndexOf(".") + 1);
  const receiver = callee.type === "attribute" ? callee.childForFieldName("object") : null;
  if (/(^|\.)path\.(join|abspath|normpath|expanduser|realpath)$/.test(name) || method === "joinpath")
    return foldPath(receiver !== null && method === "joinpath" ? [receiver, ...args] : args, fold);
  if (/^(pathlib\.)?(Pure)?(Posix)?Path$/.test(name)) return foldPath(args, fold);
  if (/^(str|bytes|bytearray|repr)$/.test(name)) return foldCharacters(args[0]) ?? fold(args[0] ?? null);
  if (name === "chr") return foldCharacters(args[0]);
  if (method === "join" && receiver !== null) return foldJoin(fold(receiver), args[0], fold);
  const decoded = foldDecoding(name, method, args, fold);
  if (decoded !== undefined) return decoded;
  if (receiver === null) return undefined;
  if (/^(encode|strip|rstrip|lstrip|expanduser|resolve|as_posix|absolute)$/.test(method))
    return fold(receiver);
  if (method === "decode")
    return args.length > 0 && fold(args[0]) === "hex" ? fromHex(fold(receiver)) : fold(receiver);
  if (method === "format") return fold(receiver)?.replaceAll(/\{[^{}]*\}/g, unknownPart);
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

/** `"".join(["a", "b"])`, `"".join(map(chr, [97, 98]))`, `"".join(chr(c) for c in [97, 98])`. */
function foldJoin(separator: string | undefined, list: Node | undefined, fold: Fold): string | undefined {
  if (list === undefined || separator === undefined) return undefined;
  if (list.type === "list" || list.type === "tuple") {
    return join(
      list.namedChildren.map((child) => fold(child)),
      separator,
    );
  }
  if (!/\bchr\b/.test(list.text))
    return list.type === "call" && /^reversed\b/.test(list.text) ? reversed(list, fold) : undefined;
  const numbers = list.descendantsOfType("list")[0] ?? list.descendantsOfType("tuple")[0];
  return foldCharacters(numbers ?? undefined);
}

function reversed(call: Node, fold: Fold): string | undefined {
  const text = fold(positionalArguments(call)[0] ?? null);
  return text === undefined ? undefined : [...text].reverse().join("");
}

/** Characters of codes: one, or a list of them. */
function foldCharacters(node: Node | undefined): string | undefined {
  const numbers =
    node?.type === "integer"
      ? [node]
      : node?.type === "list" || node?.type === "tuple"
        ? node.namedChildren
        : [];
  if (numbers.length === 0 || numbers.some((one) => one?.type !== "integer")) return undefined;
  const codes = numbers.map((one) => Number(one?.text));
  return codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 0x10ffff)
    ? String.fromCodePoint(...codes.slice(0, 10_000))
    : undefined;
}

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
