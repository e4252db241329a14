import type { ToolDefinition } from "@mlebench/models";
import type { TranscriptEvent, TranscriptToolCall } from "@mlebench/transcripts";
import type { Session } from "../session/session.js";

/** What a tool returns. */
export interface ToolOutcome {
  /** For the model. */
  readonly text: string;
  readonly isError?: boolean;
  readonly exitCode?: number | null;
  /** Bytes that were printed. @default those of the text */
  readonly bytes?: number;
  readonly isCut?: boolean;
  /** Recorded before the result. */
  readonly submission?: Extract<TranscriptEvent, { type: "submission" }>;
}

/** A tool with the texts that a model may pass to it. */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Whether it may change something, so that a call that was interrupted is not repeated. */
  readonly hasEffects: boolean;
  readonly call: (texts: Readonly<Record<string, string>>, session: Session) => Promise<ToolOutcome>;
}

/** Describes a tool that takes texts, all of them required. */
export function toolDefinition(
  name: string,
  description: string,
  texts: Readonly<Record<string, string>> = {},
): ToolDefinition {
  const properties = Object.fromEntries(
    Object.entries(texts).map(([key, about]) => [key, { type: "string", description: about } as const]),
  );
  return {
    name,
    description,
    parameters: { type: "object", properties, required: Object.keys(texts), additionalProperties: false },
  };
}

/** The tool that a call is for and its arguments, or what is wrong with the call. */
export function resolveCall(
  tools: readonly Tool[],
  { name, arguments: given }: TranscriptToolCall,
): { tool: Tool; texts: Record<string, string> } | { problem: string } {
  const tool = tools.find(({ definition }) => definition.name === name);
  if (tool === undefined) {
    const names = tools.map(({ definition }) => definition.name).join(", ");
    return { problem: `Unknown tool \`${name}\`. The tools are ${names}.` };
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { problem: `The arguments of \`${name}\` are not a JSON object. Send the call again.` };
  const texts = given as Record<string, unknown>;
  const required = tool.definition.parameters.required ?? [];
  const missing = required.find((key) => typeof texts[key] !== "string");
  if (missing !== undefined)
    return { problem: `\`${name}\` requires \`${missing}\`, a string. Send the call again.` };
  return { tool, texts: texts as Record<string, string> };
}
