import { tmpdir } from "node:os";

/** Where a test of a lane with large files puts many small ones: in memory, unless the user says where files go. */
export function smallFilesDirectory(): string {
  return process.env.MLEBENCH_SMALL_FILES ?? tmpdir();
}
