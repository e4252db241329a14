import { threadUrl } from "@mlebench/disk/worker-pool";

/** The module that demonstration threads run. */
export function demoThread(): URL {
  return threadUrl("demo-worker", import.meta.url);
}
