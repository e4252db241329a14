// A process that prepares the fake competition and is killed in or after a transition.
import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { describeError } from "@mlebench/core";
import { dieAtChange } from "../../archives/test/die-at-change.js";
import { type Download, prepareDataset } from "../src/index.js";
import { fakeCompetition } from "./fake-competition.js";
import type { TransitionRequest } from "./transition-requests.js";

const { packageDirectory, dieAt, dieAfter, downloads, prepared, ...options } = JSON.parse(
  process.argv[2],
) as TransitionRequest;
const changes = dieAtChange(dieAt);

/** Appends to the part as a network would, resumes, and gives the archive its name at the end. */
const download: Download = async ({ destination }) => {
  const part = `${destination}.part`;
  const bytes = readFileSync(downloads as string);
  const done = existsSync(part) ? statSync(part).size : 0;
  const step = Math.ceil(bytes.length / 8);
  for (let at = done; at < bytes.length; at += step) appendFileSync(part, bytes.subarray(at, at + step));
  renameSync(part, destination);
  return undefined;
};

prepareDataset(fakeCompetition(packageDirectory, { more: prepared }), {
  ...options,
  ...(downloads !== undefined && { download }),
  onTransition: ({ transition, phase }) => {
    console.error(`${transition} ${phase} ${changes()}`);
    if (phase === "finished" && transition === dieAfter) process.kill(process.pid, "SIGKILL");
  },
}).then(
  ({ status }) => console.log(status),
  (error: unknown) => {
    console.log(describeError(error));
    process.exitCode = 1;
  },
);
