import { type JsonSchema, schemaProblem } from "./json-schema.js";

/** A reply as a value, or why it is none. */
export type ParsedReply = { readonly value: unknown } | { readonly problem: string };

/**
 * Reads the JSON of a reply. Models without structured output wrap it: in a code fence, after their reasoning, or between
 * sentences; the last complete object that fits is taken.
 */
export function parseReply(text: string, schema: JsonSchema): ParsedReply {
  let problem = "the reply has no JSON";
  for (const candidate of candidates(text)) {
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch {
      continue;
    }
    const found = schemaProblem(value, schema);
    if (found === undefined) return { value };
    problem = found;
  }
  return { problem };
}

const mostCandidates = 50;

function candidates(text: string): string[] {
  const plain = text.trim();
  const fenced = [...plain.matchAll(/```(?:json)?\s*\n([\s\S]*?)```/g)].map(([, inner]) => inner);
  return [plain, ...fenced.reverse(), ...objects(plain).reverse()].slice(0, mostCandidates);
}

/** Every outermost `{…}` in a text; braces in strings do not count. */
function objects(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let isString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (isString) {
      if (character === "\\") i += 1;
      else if (character === '"') isString = false;
    } else if (character === "{") {
      if (depth === 0) start = i;
      depth += 1;
    } else if (depth > 0) {
      if (character === '"') isString = true;
      else if (character === "}") {
        depth -= 1;
        if (depth === 0) found.push(text.slice(start, i + 1));
      }
    }
  }
  return found;
}

/** The instruction for a model without structured output. */
export function schemaInstruction(schema: JsonSchema): string {
  return `Reply with one JSON object and nothing else. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
}
