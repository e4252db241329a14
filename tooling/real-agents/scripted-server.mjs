import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { scriptedModel } from "./scripted-model.mjs";

const built = new URL("../mock-models/dist/index.js", import.meta.url);
if (!existsSync(built)) {
  console.error("The scripted server is not built yet. Run `npm run build` first.");
  process.exit(1);
}
const { startMockModels } = await import(built.href);

/** The key that the scripted model requires. */
export const scriptedKey = "scripted-key";

/** This machine's address on the engine's bridge, which containers of every bridge network reach. */
export function gateway() {
  const { status, stdout, stderr } = spawnSync("docker", ["network", "inspect", "bridge"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`no Docker engine answers: ${stderr}`);
  const { Gateway, Subnet } = JSON.parse(stdout)[0].IPAM.Config[0];
  // An engine that was never restarted does not name the gateway, which is the first address.
  return Gateway ?? Subnet.replace(/\.\d+\/\d+$/, ".1");
}

/** Starts the scripted model; `onRequest` sees every request. */
export function startScriptedModel({ host, port = 0, onRequest = () => {} }) {
  return startMockModels({
    host,
    port,
    apiKey: scriptedKey,
    otherwise: (request) => {
      onRequest(request);
      return scriptedModel(request);
    },
  });
}
