import { describeSetting } from "./describe-setting.js";
import { fileKey, settingNames } from "./names.js";
import type { Setting, SettingTable } from "./vocabulary.js";

/** A JSON Schema, as far as it is needed here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of a configuration file with these settings, which editors check and complete.
 * @param head `$id`, `title`, `description` of the schema
 */
export function settingsJsonSchema(table: SettingTable, head: JsonSchema = {}): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...head,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      settingNames(table).map(({ name, of, alias }) => [
        fileKey(name),
        {
          description: alias === undefined ? describeSetting(table[of]) : `Same as ${fileKey(of)}`,
          ...typeOf(table[of]),
        },
      ]),
    ),
  };
}

const scalar = { type: ["string", "number"] };

function typeOf(setting: Setting): JsonSchema {
  switch (setting.kind) {
    case "duration":
      return quantity(setting.mayBeZero, "^\\s*\\d+(\\.\\d+)?\\s*([sS]|[mM]([iI][nN])?|[hH]|[dD])?\\s*$");
    case "bytes":
      return quantity(false, "^\\s*\\d+(\\.\\d+)?\\s*([bB]|[kKmMgGtT]([iI]?[bB])?)?\\s*$");
    case "count":
      return { type: "integer", minimum: setting.min ?? 0 };
    case "amount":
      return setting.mayBeZero ? { type: "number", minimum: 0 } : { type: "number", exclusiveMinimum: 0 };
    case "choice":
      return { enum: [...setting.values] };
    case "flag":
      return { type: "boolean" };
    case "switch":
      return { type: ["boolean", setting.integer ? "integer" : "number"], minimum: 0 };
    case "text":
      return scalar;
    case "path":
      return { type: "string" };
    case "list":
      return { anyOf: [scalar, { type: "array", items: scalar }] };
    case "map":
      return { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } };
    case "object":
      return { type: ["string", "object"] };
  }
}

function quantity(mayBeZero: boolean | undefined, pattern: string): JsonSchema {
  const number = { type: "number", ...(mayBeZero ? { minimum: 0 } : { exclusiveMinimum: 0 }) };
  return { anyOf: [{ type: "string", pattern }, number] };
}
