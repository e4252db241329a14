import { afterAll, beforeAll } from "vitest";
import { type SlurmCluster, startSlurmCluster } from "./slurm-cluster.js";

/** A cluster for the tests of a file, where clients of Slurm find it. */
export function withCluster(): SlurmCluster {
  let cluster: SlurmCluster | undefined;
  const before = process.env.SLURM_CONF;
  beforeAll(async () => {
    cluster = await startSlurmCluster();
    Object.assign(process.env, cluster.environment);
  });
  afterAll(async () => {
    await cluster?.stop();
    if (before === undefined) delete process.env.SLURM_CONF;
    else process.env.SLURM_CONF = before;
  });
  return new Proxy({} as SlurmCluster, {
    get: (_target, name) => Reflect.get(cluster as SlurmCluster, name),
  });
}
