import { describeError } from "@mlebench/core";
import { serveThread } from "@mlebench/disk/worker-pool";
import type { AuditResult } from "./run-audit-task.js";
import { runAuditTask } from "./run-audit-task.js";
import type { AuditSetup, AuditTask } from "./settings.js";

serveThread<AuditSetup, AuditTask, AuditResult>((setup, task) =>
  runAuditTask(task, setup).catch((error: unknown) => ({ type: "failed", reason: describeError(error) })),
);
