import type { Allocation, Machine, RunSettings } from "@mlebench/runner";

/** The cores and GPUs that the job has: Slurm says which GPUs, and binds the job to its cores where it is set up so. */
export function allocationOfJob({ cpus }: Pick<RunSettings, "cpus">, machine: Machine): Allocation {
  const given = Number(process.env.SLURM_CPUS_PER_TASK ?? cpus);
  const count = Number.isFinite(given) && given > 0 ? given : undefined;
  const visible = process.env.CUDA_VISIBLE_DEVICES ?? process.env.SLURM_JOB_GPUS;
  const gpuDevices = visible?.split(",").filter((device) => device !== "" && device !== "NoDevFiles");
  return {
    ...(count !== undefined && { cpus: Math.min(count, Math.max(1, Math.floor(machine.cpuQuota))) }),
    ...(gpuDevices !== undefined && gpuDevices.length > 0 && { gpus: gpuDevices.length, gpuDevices }),
  };
}
