import type { PageBody, RunHead } from "../page-data.js";

/** What a page shows of a run, without what all of them show. */
export type RunBody = PageBody extends infer Body
  ? Body extends { run: RunHead }
    ? Omit<Body, "run">
    : never
  : never;
