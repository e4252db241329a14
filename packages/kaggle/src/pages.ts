import { type Call, callKaggle, type JsonObject, textOf } from "./call.js";
import type { Connection } from "./connection.js";
import { isKaggleError, KaggleError } from "./kaggle-error.js";

/** Tried in this order: how many rows a page may have is not documented, and asking for too many may be refused. */
const pageSizes = [1000, 200, 20];

/**
 * All pages of a list.
 * @throws KaggleError when pages come in a circle, or as `callKaggle` does
 */
export async function* allPages(connection: Connection, call: Call): AsyncGenerator<JsonObject> {
  const seen = new Set<string>();
  let pageToken = "";
  let size = 0;
  for (;;) {
    let page: JsonObject;
    try {
      page = await callKaggle(connection, {
        ...call,
        fields: { ...call.fields, pageSize: pageSizes[size], pageToken },
      });
    } catch (error) {
      const isTooMany = isKaggleError(error) && error.status === 400 && pageToken === "";
      if (!isTooMany || size + 1 === pageSizes.length) throw error;
      size += 1;
      continue;
    }
    yield page;
    const next = textOf(page.nextPageToken);
    if (next === undefined) return;
    if (seen.has(next))
      throw new KaggleError("server", `Kaggle repeats the same page of ${call.subject}`, {
        hint: "Try again later.",
      });
    seen.add(next);
    pageToken = next;
  }
}
