import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, mlebench, type World } from "./harness.js";

let world: World;
const spaceship = "data/spaceship-titanic/prepared";
const spooky = "data/spooky-author-identification/prepared";

beforeAll(() => {
  world = createWorld();
  world.write(
    `${spaceship}/public/sample_submission.csv`,
    "PassengerId,Transported\nb,False\na,False\nc,False\n",
  );
  world.write(`${spooky}/public/sample_submission.csv`, "id,EAP,HPL,MWS\nx,0.4,0.3,0.3\ny,0.4,0.3,0.3\n");
  world.write(`${spooky}/private/test.csv`, "id,EAP,HPL,MWS\nx,1,0,0\ny,0,1,0\n");
});
afterAll(() => world.remove());

const answers = "PassengerId,Transported\nb,True\na,False\nc,True\n";

test.each([
  ["b,True\na,False\nc,\n", 'Missing value (row 3, column "Transported"). Expected `True` or `False`.'],
  ["b,\na,\nc,\n", 'Missing value (row 1, column "Transported")'],
  ["b,True\na,False\nq,True\n", 'Unknown ID: `q` (row 3, column "PassengerId")'],
])("labels %j are refused by their first wrong cell", async (rows, reason) => {
  world.write(`${spaceship}/private/test.csv`, answers);
  world.write("labels.csv", `PassengerId,Transported\n${rows}`);
  const ended = await mlebench(
    world,
    "grade-sample",
    "labels.csv",
    "spaceship-titanic",
    "--data-dir",
    "data",
  );
  expect(ended.stdout).toContain(reason);
});

test.each([
  [
    "x,0.4,0.3,0.3\ny,0.333,0.333,0.333\n",
    "Probabilities of the row sum to 0.999 (row 2). Expected a sum of 1",
  ],
  ["x,0.4,0.3,0.3\ny,inf,0.3,0.3\n", 'Infinite value: `inf` (row 2, column "EAP")'],
  ["x,0.4,0.3,0.3\ny,0.7,0.6,-0.3\n", 'Value out of range: `-0.3` (row 2, column "MWS")'],
])("probabilities %j are refused by what is wrong with them", async (rows, reason) => {
  world.write("shares.csv", `id,EAP,HPL,MWS\n${rows}`);
  const id = "spooky-author-identification";
  const ended = await mlebench(world, "grade-sample", "shares.csv", id, "--data-dir", "data");
  expect(ended.stdout).toContain(reason);
});

test.each([
  ["", "Empty answers file"],
  ["PassengerId,Transported\n", "No rows in the answers"],
  ["PassengerId\nb\na\nc\n", "Missing column in the answers"],
  ["PassengerId,Transported\nb,True\na,\nc,True\n", "Invalid label in the answers"],
  ["PassengerId,Transported\nb,True\na,Fal", "Invalid label in the answers"],
  ["PassengerId,Transported\nb,True\n", "Incomplete answers"],
])("answers %j are a grader error, whatever the submission is", async (text, reason) => {
  world.write(`${spaceship}/private/test.csv`, text);
  const sample = `${spaceship}/public/sample_submission.csv`;
  const ended = await mlebench(world, "grade-sample", sample, "spaceship-titanic", "--data-dir", "data");
  expect(ended).toMatchObject({ exitCode: 3, stdout: "" });
  expect(ended.stderr).toContain(reason);
});
