import { UsageError } from "@mlebench/core";
import { requireWritableDirectory } from "@mlebench/disk";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { optionalPackage } from "../optional-package.js";
import type { JsonOption } from "../options.js";
import { defaultRunsDirectory } from "../run/run-setup.js";
import { note, print } from "../terminal.js";

export interface ViewOptions extends JsonOption {
  directory?: string;
  port?: number;
  export?: string;
}

/** Serves pages over run groups until Ctrl-C, or writes them as files. */
export async function view(options: ViewOptions): Promise<number> {
  const { directory = defaultRunsDirectory, port } = options;
  if (port !== undefined && port > 65_535) {
    throw new UsageError(`Invalid value of \`--port\`: ${port}`, { expected: "a number up to 65535" });
  }
  const { exportPages, startViewer } = await viewerPackage();
  if (options.export !== undefined) {
    requireWritableDirectory(options.export, "The output directory", "Choose another one with `--export`.");
    const { index, pages, filesLeftOut } = exportPages(directory, options.export);
    if (options.json) printJson({ index, pages, filesLeftOut });
    else print(index);
    const leftOut =
      filesLeftOut === 0 ? "" : ` ${filesLeftOut} files of runs were left out; \`mlebench view\` shows them.`;
    note(`Wrote ${pages} ${pages === 1 ? "page" : "pages"}.${leftOut}`);
    return exitCodes.ok;
  }
  const stopped = new Promise<void>((resolve) => {
    // The program's own handler would leave at once.
    process.removeAllListeners("SIGINT");
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve());
  });
  const viewer = await startViewer(directory, { port });
  if (options.json) printJson({ url: viewer.url });
  else print(viewer.url);
  note("Open the URL in a browser on this machine. Press Ctrl-C to stop.");
  await stopped;
  await viewer.close();
  return exitCodes.ok;
}

/** The package behind `view` and `runs`. */
export function viewerPackage() {
  return optionalPackage("@mlebench/viewer", () => import("@mlebench/viewer"));
}
