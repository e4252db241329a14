import { threadUrl } from "@mlebench/disk/worker-pool";
import type { GatherSetup } from "./csv/large/gather-rows.js";
import type { ChunksSetup } from "./csv/large/observe-chunk.js";

/** What the threads that read and write large CSVs are started with. */
export type CsvThreadSetup = { task: "observe"; setup: ChunksSetup } | { task: "gather"; setup: GatherSetup };

/** The module that they run. */
export function csvThread(): URL {
  return threadUrl("csv-thread", import.meta.url);
}
