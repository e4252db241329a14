import type { TestProject } from "vitest/node";
import { giveDirectoryInMemory } from "./vitest-memory.js";

/** Gives tests of a lane with large files a place for many small ones: see {@link file://./small-files.ts}. */
export default function setUp(project: TestProject): () => Promise<void> {
  return giveDirectoryInMemory(project, "MLEBENCH_SMALL_FILES");
}
