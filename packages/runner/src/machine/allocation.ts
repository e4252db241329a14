import { UserError } from "@mlebench/core";

export interface AllocationRequest {
  workers: number;
  /** Cores per run; undefined divides what is there evenly. */
  cpus?: number;
  /** GPUs per run; -1 means all. */
  gpus?: number;
  /** The cores that may be used. */
  cpuSet: readonly number[];
  /** How many of them at once. */
  cpuQuota: number;
  gpuDevices: readonly string[];
  /** Parallel runs may have the same cores. */
  shareCpus: boolean;
  /** Parallel runs may have the same GPUs. */
  shareGpus: boolean;
}

/** What one run has to itself for as long as it runs. */
export interface Allocation {
  /** How many cores; may be a fraction. */
  cpus?: number;
  /** Which ones, as the operating system numbers them. */
  cpuSet?: readonly number[];
  /** How many GPUs. */
  gpus?: number;
  /** Which ones: indices or UUIDs. */
  gpuDevices?: readonly string[];
}

export interface Allocator {
  /** Undefined while too little is free. */
  take(): Allocation | undefined;
  /** Marks as taken what a run that is still going has. */
  claim(allocation: Allocation): void;
  release(allocation: Allocation): void;
}

/**
 * Divides cores and GPUs among parallel runs so that no two have the same.
 * @throws UserError when there are not enough of them
 */
export function createAllocator(request: AllocationRequest): Allocator {
  const cpus = cpusPerRun(request);
  const gpus = gpusPerRun(request);
  const cores = pool(request.cpuSet, Math.ceil(cpus.pinned ?? 0), request.shareCpus);
  const devices = pool(request.gpuDevices, gpus, request.shareGpus);
  return {
    take() {
      if (!cores.enough() || !devices.enough()) return undefined;
      const cpuSet = cores.take();
      const gpuDevices = devices.take();
      return {
        ...(cpus.limit !== undefined && { cpus: cpus.limit }),
        ...(cpus.pinned !== undefined && !request.shareCpus && { cpuSet }),
        ...(gpus > 0 && { gpus, gpuDevices }),
      };
    },
    claim(allocation) {
      cores.claim(allocation.cpuSet ?? []);
      devices.claim(allocation.gpuDevices ?? []);
    },
    release(allocation) {
      cores.release(allocation.cpuSet ?? []);
      devices.release(allocation.gpuDevices ?? []);
    },
  };
}

function cpusPerRun(request: AllocationRequest): { limit?: number; pinned?: number } {
  const { workers, cpus, cpuQuota, shareCpus } = request;
  const available = Math.max(1, Math.floor(cpuQuota));
  if (cpus === undefined) {
    if (shareCpus) return {};
    if (workers > available) throw tooMany("CPU cores", workers, 1, available, "--share-cpus");
    // A single run may have everything; nothing needs to be pinned for that.
    const each = Math.floor(available / workers);
    return workers === 1 ? {} : { limit: each, pinned: each };
  }
  if (!(cpus > 0) || !Number.isFinite(cpus)) {
    throw new UserError(`Invalid number of CPU cores: ${cpus}`, { expected: "a number above 0" });
  }
  if (cpus > available) throw tooMany("CPU cores", 1, cpus, available);
  if (shareCpus) return { limit: cpus };
  if (workers * Math.ceil(cpus) > available)
    throw tooMany("CPU cores", workers, Math.ceil(cpus), available, "--share-cpus");
  return { limit: cpus, pinned: cpus };
}

function gpusPerRun({ workers, gpus = 0, gpuDevices, shareGpus }: AllocationRequest): number {
  const available = gpuDevices.length;
  if (!Number.isInteger(gpus) || gpus < -1) {
    throw new UserError(`Invalid number of GPUs: ${gpus}`, { expected: "an integer, or -1 for all" });
  }
  const each = gpus === -1 ? available : gpus;
  if (gpus === -1 && available === 0) {
    throw new UserError("All GPUs requested, but none found", {
      expected: "GPUs that nvidia-smi lists, or their ids as --gpu-devices",
    });
  }
  if (each > available) throw tooMany("GPUs", 1, each, available);
  if (!shareGpus && workers * each > available)
    throw tooMany("GPUs", workers, each, available, "--share-gpus");
  return each;
}

function tooMany(what: string, workers: number, each: number, available: number, share?: string): UserError {
  const wanted = workers === 1 ? `${each}` : `${workers} × ${each} = ${workers * each}`;
  return new UserError(`Not enough ${what}: ${wanted} required, ${available} available`, {
    hint:
      share === undefined
        ? `Ask for at most ${available}.`
        : `Use fewer workers or less for each, or let parallel runs share them with ${share}.`,
  });
}

/** Resources that one run uses at a time, unless shared. */
function pool<Item extends number | string>(all: readonly Item[], each: number, shared: boolean) {
  const taken = new Map<Item, number>();
  const free = (): Item[] => all.filter((item) => !taken.has(item));
  const add = (items: readonly Item[], change: 1 | -1): void => {
    for (const item of items) {
      const count = (taken.get(item) ?? 0) + change;
      if (count > 0) taken.set(item, count);
      else taken.delete(item);
    }
  };
  return {
    enough: (): boolean => shared || free().length >= each,
    take(): Item[] {
      // Those that fewest runs have come first, so that sharing is even.
      const order = [...all].sort((a, b) => (taken.get(a) ?? 0) - (taken.get(b) ?? 0));
      const items = order.slice(0, each);
      add(items, 1);
      return items;
    },
    claim: (items: readonly Item[]): void => add(items, 1),
    release: (items: readonly Item[]): void => add(items, -1),
  };
}
