import { threadUrl } from "@mlebench/disk/worker-pool";

/** The module that preparation threads run. */
export function prepareThread(): URL {
  return threadUrl("prepare-worker", import.meta.url);
}
