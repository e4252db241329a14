// A process that prepares the fake competition and is killed in or after a transition.
import { dieAtChange } from "../../archives/test/die-at-change.js";
import { takeTransition } from "./take-transition.js";
import type { KilledTransition } from "./transition-requests.js";

const { dieAt, dieAfter, ...request } = JSON.parse(process.argv[2]) as KilledTransition;
const changes = dieAtChange(dieAt);

takeTransition(request, ({ transition, phase }) => {
  console.error(`${transition} ${phase} ${changes()}`);
  if (phase === "finished" && transition === dieAfter) process.kill(process.pid, "SIGKILL");
}).then(({ output }) => console.log(output));
