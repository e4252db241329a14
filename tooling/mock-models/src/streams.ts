import { anthropicBody, chatBody, responsesBody, type ScriptedReply } from "./replies.js";

/** How a text is cut into pieces of a stream. */
const pieceLength = 7;

function pieces(text: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < text.length; from += pieceLength)
    found.push(text.slice(from, from + pieceLength));
  return found;
}

const event = (data: unknown, name?: string): string =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;

/** A reply as the server-sent events of a streamed chat completion. */
export function chatStream(reply: ScriptedReply, model: string, index: number): string[] {
  const { id, created, choices, usage } = chatBody(reply, model, index) as {
    id: string;
    created: number;
    choices: [{ message: { tool_calls?: { function: unknown }[] }; finish_reason: string }];
    usage: unknown;
  };
  const base = { id, object: "chat.completion.chunk", created, model };
  const chunk = (delta: unknown, finish: string | null = null) =>
    event({ ...base, choices: [{ index: 0, delta, finish_reason: finish }] });
  const calls = choices[0].message.tool_calls ?? [];
  return [
    chunk({ role: "assistant", content: "" }),
    ...pieces(reply.text ?? "").map((content) => chunk({ content })),
    ...calls.map((call, i) => chunk({ tool_calls: [{ index: i, ...call }] })),
    chunk({}, choices[0].finish_reason),
    event({ ...base, choices: [], usage }),
    "data: [DONE]\n\n",
  ];
}

/** A reply as the server-sent events of Anthropic's streamed messages. */
export function anthropicStream(reply: ScriptedReply, model: string, index: number): string[] {
  const { content, stop_reason, usage, ...head } = anthropicBody(reply, model, index) as {
    content: ({ type: "text"; text: string } | { type: "tool_use"; input: unknown })[];
    stop_reason: string;
    usage: Record<string, number>;
  };
  const blocks = content.flatMap((block, i) => {
    const isText = block.type === "text";
    const start = isText ? { type: "text", text: "" } : { ...block, input: {} };
    const text = isText ? block.text : JSON.stringify(block.input);
    return [
      event({ type: "content_block_start", index: i, content_block: start }, "content_block_start"),
      ...pieces(text).map((piece) => {
        const delta = isText
          ? { type: "text_delta", text: piece }
          : { type: "input_json_delta", partial_json: piece };
        return event({ type: "content_block_delta", index: i, delta }, "content_block_delta");
      }),
      event({ type: "content_block_stop", index: i }, "content_block_stop"),
    ];
  });
  const message = { ...head, content: [], stop_reason: null, usage: { ...usage, output_tokens: 0 } };
  return [
    event({ type: "message_start", message }, "message_start"),
    ...blocks,
    event(
      {
        type: "message_delta",
        delta: { stop_reason, stop_sequence: null },
        usage: { output_tokens: usage.output_tokens },
      },
      "message_delta",
    ),
    event({ type: "message_stop" }, "message_stop"),
  ];
}

type ResponseItem =
  | { type: "message"; id: string; content: [{ text: string }] }
  | { type: "function_call"; id: string; arguments: string };

interface StreamEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A reply as the server-sent events of OpenAI's streamed responses. */
export function responsesStream(reply: ScriptedReply, model: string, index: number): string[] {
  const response = responsesBody(reply, model, index) as { output: ResponseItem[]; status: string };
  const begun = { ...response, status: "in_progress", output: [], usage: null };
  const events: StreamEvent[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...response.output.flatMap(itemEvents),
    { type: `response.${response.status}`, response },
  ];
  return events.map((data, number) => event({ ...data, sequence_number: number }, data.type));
}

function itemEvents(item: ResponseItem, index: number): StreamEvent[] {
  const place = { item_id: item.id, output_index: index };
  const status = "in_progress";
  const ends = { type: "response.output_item.done", output_index: index, item };
  if (item.type === "message") {
    const text = { ...place, content_index: 0 };
    const [part] = item.content;
    return [
      {
        type: "response.output_item.added",
        output_index: index,
        item: { ...item, status, content: [] },
      },
      { type: "response.content_part.added", ...text, part: { ...part, text: "" } },
      ...pieces(part.text).map((delta) => ({ type: "response.output_text.delta", ...text, delta })),
      { type: "response.output_text.done", ...text, text: part.text },
      { type: "response.content_part.done", ...text, part },
      ends,
    ];
  }
  return [
    {
      type: "response.output_item.added",
      output_index: index,
      item: { ...item, status, arguments: "" },
    },
    ...pieces(item.arguments).map((delta) => ({
      type: "response.function_call_arguments.delta",
      ...place,
      delta,
    })),
    { type: "response.function_call_arguments.done", ...place, arguments: item.arguments },
    ends,
  ];
}
