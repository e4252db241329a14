// A process that extracts one archive, to be measured and killed by the tests that bundle it.
import { readFileSync } from "node:fs";
import { describeError, type Progress } from "@mlebench/core";
import { extractArchive } from "../src/index.js";
import { dieAtChange } from "./die-at-change.js";

const {
  archive,
  destination,
  options,
  dieAt,
  dieAtBytes = Number.POSITIVE_INFINITY,
} = JSON.parse(process.argv[2]);
const started = performance.now();

/** The most memory that this process ever held, in bytes; Linux alone tells. */
function peakMemory(): number {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(match?.[1]) * 1024;
}

const changes = dieAtChange(dieAt);
const onProgress = ({ done }: Progress): void => {
  if (done >= dieAtBytes) process.kill(process.pid, "SIGKILL");
};
extractArchive(archive, destination, { ...options, onProgress }).then(
  (summary) =>
    console.log(
      JSON.stringify({
        ...summary,
        changes: changes(),
        seconds: (performance.now() - started) / 1000,
        peak: peakMemory(),
      }),
    ),
  (error: unknown) => {
    console.log(describeError(error));
    process.exitCode = 1;
  },
);
