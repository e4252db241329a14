// A process that prepares the fake competition with its checksums verified, to be killed by the chaos tests.
import { dieAtChange } from "../../archives/test/die-at-change.js";
import type { ChaosRequest } from "./chaos.js";
import { prepareForChaos } from "./chaos-prepare.js";

const request = JSON.parse(process.argv[2]) as ChaosRequest;
const changes = dieAtChange(request.dieAt);
process.on("exit", () => console.error(`${changes()} changes`));
prepareForChaos(request, (line) => console.error(line)).then(({ output, failed }) => {
  console.log(output);
  if (failed) process.exitCode = 1;
});
