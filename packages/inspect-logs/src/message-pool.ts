import type { TranscriptMessage } from "@mlebench/transcripts";
import type { InspectMessage } from "./format.js";
import { inspectMessage } from "./messages.js";

/**
 * The messages that models were sent. Each is written once, and model events point to ranges of them: a conversation of
 * a thousand messages would be half a million messages otherwise.
 */
export interface MessagePool {
  readonly messages: InspectMessage[];
  /** From here on, `id` stands for another message; null: for none. */
  readonly replace: (id: string, message: TranscriptMessage | null) => void;
  /** Ranges of the messages that the IDs stand for now, the end exclusive. */
  readonly ranges: (ids: readonly string[]) => [from: number, to: number][];
}

/** @param find the message of an ID, as it was added */
export function createMessagePool(find: (id: string) => InspectMessage | undefined): MessagePool {
  const messages: InspectMessage[] = [];
  const places = new Map<string, number | null>();
  let replacements = 0;

  const placeOf = (id: string): number | null => {
    const known = places.get(id);
    if (known !== undefined) return known;
    const message = find(id);
    const place = message === undefined ? null : messages.push(message) - 1;
    places.set(id, place);
    return place;
  };

  return {
    messages,
    replace(id, message) {
      replacements += 1;
      // Readers expect that one ID is one text.
      const place =
        message === null ? null : messages.push(inspectMessage(`${id}-${replacements}`, message)) - 1;
      places.set(id, place);
    },
    ranges(ids) {
      const ranges: [number, number][] = [];
      for (const id of ids) {
        const place = placeOf(id);
        if (place === null) continue;
        const last = ranges.at(-1);
        if (last?.[1] === place) last[1] += 1;
        else ranges.push([place, place + 1]);
      }
      return ranges;
    },
  };
}
