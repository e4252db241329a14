import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import type {} from "./vitest-cpu.js";

interface Cost {
  name: string;
  own: number;
  programs: number;
}

const shown = 15;

const line = ({ name, own, programs }: Cost): string =>
  `${(own + programs).toFixed(1).padStart(8)} ${programs.toFixed(1).padStart(8)}  ${name}`;

/** Prints what lanes, and the most expensive files, cost in CPU seconds, which a busy machine changes less than time. */
export default class CpuReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files: Cost[] = [];
    const lanes = new Map<string, Cost>();
    for (const module of modules) {
      const { cpu } = module.meta();
      if (cpu === undefined) continue;
      files.push({ ...cpu, name: relative(process.cwd(), module.moduleId) });
      const name = module.project.name;
      const lane = lanes.get(name) ?? { name: `lane ${name}`, own: 0, programs: 0 };
      lane.own += cpu.own;
      lane.programs += cpu.programs;
      lanes.set(name, lane);
    }
    const dearest = files.sort((a, b) => b.own + b.programs - a.own - a.programs).slice(0, shown);
    if (files.length === 0) return;
    console.log(
      ["\nCPU s    programs", ...[...lanes.values()].map(line), "", ...dearest.map(line)].join("\n"),
    );
  }
}
