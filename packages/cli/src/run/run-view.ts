import { formatBytes, formatDuration } from "@mlebench/disk";
import type { RunEvent, RunIdentity } from "@mlebench/runner";
import { stderr } from "../output.js";
import { clearStatus, note, showStatus, warn } from "../terminal.js";

/** Without a terminal, a run that goes on says so this often. */
const heartbeatSeconds = 600;

interface Shown {
  /** Seconds after which the next line is due. */
  due: number;
  began: number;
  timeoutSeconds: number;
  usage: string;
  submission: string;
  line: string;
}

/** Shows what runs, for how long, what it uses and what it last said: a line each on a terminal, else plain lines. */
export function createRunView(): (event: RunEvent) => void {
  const interactive = stderr.isTTY;
  const shown = new Map<string, Shown>();
  const queued = new Set<string>();

  const statusOf = (run: RunIdentity, one: Shown): string => {
    const age = formatDuration((performance.now() - one.began) / 1000);
    const parts = [
      nameOf(run),
      `${age} of ${formatDuration(one.timeoutSeconds)}`,
      one.usage,
      one.submission,
      one.line,
    ];
    return parts.filter((part) => part !== "").join("  ");
  };
  const draw = (run: RunIdentity): void => {
    const one = shown.get(run.runId);
    if (interactive && one !== undefined) showStatus(statusOf(run, one), run.runId);
  };
  const change = (run: RunIdentity, values: Partial<Shown>): void => {
    const one = shown.get(run.runId);
    if (one === undefined) return;
    Object.assign(one, values);
    draw(run);
  };

  const leaveQueue = ({ runId }: RunIdentity): void => {
    if (!queued.delete(runId) || !interactive) return;
    if (queued.size === 0) clearStatus("queue");
    else showStatus(`${queued.size} ${queued.size === 1 ? "run" : "runs"} in the queue`, "queue");
  };

  return (event) => {
    switch (event.type) {
      case "group-started": {
        const rest = event.remaining < event.runs ? `, ${event.remaining} remaining` : "";
        note(
          `Run group ${event.runGroup}: ${event.runs} ${event.runs === 1 ? "run" : "runs"}${rest}, in ${event.directory}`,
        );
        break;
      }
      case "warning":
        warn(event.run === undefined ? event.message : `${nameOf(event.run)}: ${event.message}`);
        break;
      case "run-starting":
        if (!interactive) note(`${nameOf(event.run)}: starting`);
        break;
      case "run-queued":
        queued.add(event.run.runId);
        if (interactive)
          showStatus(`${queued.size} ${queued.size === 1 ? "run" : "runs"} in the queue`, "queue");
        else if (!event.reattached) note(`${nameOf(event.run)}: queued`);
        break;
      case "run-started":
        leaveQueue(event.run);
        shown.set(event.run.runId, {
          due: event.seconds + heartbeatSeconds,
          began: performance.now() - event.seconds * 1000,
          timeoutSeconds: event.timeoutSeconds,
          usage: "",
          submission: "",
          line: "",
        });
        note(`${nameOf(event.run)}: ${event.reattached ? "reattached" : "started"}`);
        draw(event.run);
        break;
      case "log":
        change(event.run, { line: event.line });
        break;
      case "usage": {
        const { cpuCores, memoryBytes } = event.usage;
        const cores = cpuCores === undefined ? [] : [`${cpuCores.toFixed(1)} cores`];
        const memory = memoryBytes === undefined ? [] : [formatBytes(memoryBytes)];
        change(event.run, { usage: [...cores, ...memory].join(" ") });
        const one = shown.get(event.run.runId);
        if (!interactive && one !== undefined && event.seconds >= one.due) {
          one.due = event.seconds + heartbeatSeconds;
          note(statusOf(event.run, one));
        }
        break;
      }
      case "validation":
        note(`${nameOf(event.run)}: validated a submission: ${event.validation.verdict}`);
        break;
      case "submission":
        change(event.run, { submission: `submission ${formatBytes(event.bytes)}` });
        if (!interactive) note(`${nameOf(event.run)}: submission of ${formatBytes(event.bytes)}`);
        break;
      case "run-stopping":
        note(`${nameOf(event.run)}: stopping: ${event.why}`);
        break;
      case "run-collecting":
        if (!interactive) note(`${nameOf(event.run)}: collecting its output`);
        break;
      case "conclusion-scheduled":
        note(conclusionText(event));
        break;
      case "run-retrying":
        note(`${nameOf(event.run)}: ${retryText(event)}`);
        break;
      case "run-ended": {
        leaveQueue(event.run);
        shown.delete(event.run.runId);
        clearStatus(event.run.runId);
        const { status, reason, seconds } = event.record;
        const time = seconds === null ? "" : ` after ${formatDuration(seconds)}`;
        note(`${nameOf(event.run)}: ${status}${time}${reason === null ? "" : `: ${reason}`}`);
        break;
      }
      default:
        break;
    }
  };
}

function conclusionText({ description, log }: Extract<RunEvent, { type: "conclusion-scheduled" }>): string {
  return `If nobody is attached when the runs have ended, ${description} grades them. Its log: ${log}`;
}

function retryText({ retry, retries }: Extract<RunEvent, { type: "run-retrying" }>): string {
  return retry === undefined
    ? "the backend begins it again"
    : `attempted again, retry ${retry} of ${retries}`;
}

function nameOf({ competitionId, seed, attempt }: RunIdentity): string {
  return `${competitionId} seed ${seed}${attempt > 1 ? ` (attempt ${attempt})` : ""}`;
}
