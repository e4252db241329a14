import { threadUrl } from "@mlebench/grading/threads";

/** The module that demonstration threads run. */
export function demoThread(): URL {
  return threadUrl("demo-worker", import.meta.url);
}
