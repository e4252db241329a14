import type { EventBody, InspectEvent } from "./format.js";
import { identifier } from "./identifiers.js";

/** When something happened: a time, and the working seconds before it. */
export interface Moment {
  readonly time: string;
  readonly working: number;
}

/** Events of one sample, in spans. */
export interface EventList {
  readonly events: InspectEvent[];
  /** Adds an event to a span; without one, to the innermost that {@link within} opened. */
  readonly add: (at: Moment, body: EventBody, span?: string | null) => void;
  /** Opens a span that may overlap others. @returns its ID */
  readonly open: (at: Moment, type: string, name: string, parent?: string | null) => string;
  readonly close: (at: Moment, id: string) => void;
  /** Puts everything that `fill` adds into a span. @param end when it ends */
  readonly within: (begin: Moment, type: string, name: string, fill: () => Moment) => void;
}

/** @param sample the sample's ID, from which those of its events are made */
export function createEventList(sample: string): EventList {
  const events: InspectEvent[] = [];
  const spans: string[] = [];
  const current = (): string | null => spans.at(-1) ?? null;

  const add: EventList["add"] = (at, body, span = current()) => {
    events.push({
      uuid: identifier("event", sample, events.length),
      span_id: span,
      timestamp: at.time,
      working_start: at.working,
      ...body,
    });
  };
  const open: EventList["open"] = (at, type, name, parent = current()) => {
    const id = identifier("span", sample, events.length);
    add(at, { event: "span_begin", id, parent_id: parent, type, name }, id);
    return id;
  };
  const close: EventList["close"] = (at, id) => add(at, { event: "span_end", id }, id);
  return {
    events,
    add,
    open,
    close,
    within(begin, type, name, fill) {
      const id = open(begin, type, name);
      spans.push(id);
      const end = fill();
      spans.pop();
      close(end, id);
    },
  };
}
