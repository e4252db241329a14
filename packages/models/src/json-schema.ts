/** The part of JSON Schema that all providers accept for replies, and that {@link schemaProblem} checks. */
export interface JsonSchema {
  readonly type?: JsonType | readonly JsonType[];
  readonly description?: string;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export type JsonType = "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";

function hasType(value: unknown, type: JsonType): boolean {
  switch (type) {
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** What is wrong with a value, and where, in one sentence without a period; undefined if it fits. */
export function schemaProblem(value: unknown, schema: JsonSchema, path = "the reply"): string | undefined {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => hasType(value, type)))
    return `${path} must be ${types.join(" or ")}`;
  if (schema.enum !== undefined && !schema.enum.includes(value as string))
    return `${path} must be one of ${schema.enum.map((one) => JSON.stringify(one)).join(", ")}`;
  if (typeof value === "number") return rangeProblem(value, schema.minimum, schema.maximum, path);
  if (typeof value === "string")
    return rangeProblem(value.length, schema.minLength, schema.maxLength, `the length of ${path}`);
  if (Array.isArray(value)) return arrayProblem(value, schema, path);
  if (typeof value === "object" && value !== null)
    return objectProblem(value as Record<string, unknown>, schema, path);
  return undefined;
}

function rangeProblem(
  value: number,
  min: number | undefined,
  max: number | undefined,
  path: string,
): string | undefined {
  if (min !== undefined && value < min) return `${path} must be at least ${min}`;
  if (max !== undefined && value > max) return `${path} must be at most ${max}`;
  return undefined;
}

function arrayProblem(value: readonly unknown[], schema: JsonSchema, path: string): string | undefined {
  const length = rangeProblem(value.length, schema.minItems, schema.maxItems, `the length of ${path}`);
  if (length !== undefined || schema.items === undefined) return length;
  const { items } = schema;
  for (const [index, item] of value.entries()) {
    const problem = schemaProblem(item, items, `${path}[${index}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function objectProblem(value: Record<string, unknown>, schema: JsonSchema, path: string): string | undefined {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${path} lacks \`${missing}\``;
  for (const [name, item] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own === undefined) {
      if (!additionalProperties) return `${path} has an unknown \`${name.slice(0, 40)}\``;
      continue;
    }
    const problem = schemaProblem(item, own, `\`${name}\``);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
