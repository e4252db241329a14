import { rmSync } from "node:fs";
import { type MockModels, type MockModelsOptions, startMockModels } from "@mlebench/mock-models";
import { secretKey } from "./harness.js";

const servers: MockModels[] = [];
const roots: string[] = [];

/** Starts a scripted server of models, which {@link cleanUp} closes. */
export async function serve(options: MockModelsOptions): Promise<MockModels> {
  const server = await startMockModels({ apiKey: secretKey, ...options });
  servers.push(server);
  return server;
}

/** A directory that {@link cleanUp} removes. */
export function untilCleanUp(root: string): string {
  roots.push(root);
  return root;
}

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
}
