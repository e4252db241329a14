// A process that prepares the fake competition with its checksums verified, to be killed by the chaos tests.
import { describeError } from "@mlebench/core";
import { dieAtChange } from "../../archives/test/die-at-change.js";
import { prepareDataset } from "../src/index.js";
import type { ChaosRequest } from "./chaos.js";
import { fakeCompetition } from "./fake-competition.js";

const { packageDirectory, gate, dieAt, ...options } = JSON.parse(process.argv[2]) as ChaosRequest;
const changes = dieAtChange(dieAt);
process.on("exit", () => console.error(`${changes()} changes`));
prepareDataset(fakeCompetition(packageDirectory, { gate }), {
  ...options,
  onMessage: (line) => console.error(line),
}).then(
  ({ status, checks }) => {
    const differing = checks.filter(({ verdict }) => verdict !== "match").length;
    console.log(
      differing === 0 && checks.length > 0 ? status : `${differing} of ${checks.length} checks differ`,
    );
  },
  (error: unknown) => {
    console.log(describeError(error));
    process.exitCode = 1;
  },
);
