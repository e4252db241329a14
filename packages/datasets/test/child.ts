// A process that prepares the fake competition, to be killed by the tests that bundle it.
import { describeError } from "@mlebench/core";
import { dieAtChange } from "../../archives/test/die-at-change.js";
import { prepareDataset, prepareMiniature } from "../src/index.js";
import { fakeCompetition } from "./fake-competition.js";

const { kind, packageDirectory, dataDirectory, from, force, gate, log, seed, dieAt } = JSON.parse(
  process.argv[2],
);
const changes = dieAtChange(dieAt);
process.on("exit", () => console.error(`${changes()} changes`));
const competition = fakeCompetition(packageDirectory, { gate, log });
const onMessage = (line: string): void => console.error(line);
const work =
  kind === "miniature"
    ? prepareMiniature(competition, { dataDirectory, seed, onMessage })
    : prepareDataset(competition, { dataDirectory, from, force, onMessage });
work.then(
  ({ status }) => console.log(status),
  (error) => {
    console.log(describeError(error));
    process.exitCode = 1;
  },
);
