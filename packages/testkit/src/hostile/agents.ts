import { inspectRunDirectory } from "./run-directory.js";

/** What came of a run, as far as probes look at it. */
export interface HostileOutcome {
  status: string;
  reason: string | null;
  /** `kind` of the record's submission. */
  submission: string | undefined;
  /** The run's directory, with `run.log` and what was collected. */
  directory: string;
  /** `run.log`. */
  log: string;
}

/** What a backend must be able to do for a probe to make sense. */
export type HostileNeed =
  | "isolation"
  | "root"
  | "memory limit"
  | "disk limit"
  | "process limit"
  | "grading server";

/** An agent that tries to do harm, as data: any backend can run it. */
export interface HostileAgent {
  /** Unique among the agents. */
  name: string;
  /** Bash. `DATA_DIR`, `SUBMISSION_DIR`, `LOGS_DIR` and `CODE_DIR` are set. */
  script: string;
  /** Settings of its run. Times are in seconds, memory and disk in bytes. */
  settings?: { timeout?: number; grace?: number; memory?: number; disk?: number; pids?: number };
  needs?: readonly HostileNeed[];
  /** How a run may end. @default succeeded */
  status?: readonly string[];
  /** Kinds of submission that may come of it. @default file */
  submission?: readonly string[];
  reason?: RegExp;
  /** What else must hold; a sentence for what does not. */
  check?(outcome: HostileOutcome): string | undefined;
}

/** Marker in answers that a probe searches for; agents' scripts never contain it in full. */
export const answerMark = "zq7-answer-";

const copy = 'cp "$DATA_DIR"/sample*ubmission*.csv "$SUBMISSION_DIR/submission.csv"';

/** Submissions and outputs that are links, fifos or directories. */
const submissionLinks: readonly HostileAgent[] = [
  {
    name: "links out of the collected directories",
    script: `${copy}
cd "$SUBMISSION_DIR"
ln -s /etc/passwd absolute; ln -s ../../../../../../etc/passwd climbing; ln -s /proc/self/root root
ln -s ../run.log sibling; ln -s ../validations.jsonl log; ln -s ../state.json state; ln -s .. up; ln -s ../.. upper
ln -s loop loop; ln -s b a; ln -s a b; ln -s a/../../../etc mixed; ln -s "$DATA_DIR/../../.process" process`,
  },
  {
    name: "a submission that is a relative link to its code",
    script: `${copy}; mv "$SUBMISSION_DIR/submission.csv" "$CODE_DIR/best.csv"
ln -s ../code/best.csv "$SUBMISSION_DIR/submission.csv"`,
  },
  {
    name: "a submission that is an absolute link to its code",
    script: `${copy}; mv "$SUBMISSION_DIR/submission.csv" "$CODE_DIR/best.csv"
ln -s "$CODE_DIR/best.csv" "$SUBMISSION_DIR/submission.csv"`,
  },
  {
    name: "a submission that is a link through links",
    script: `${copy}; mkdir "$CODE_DIR/v2"; mv "$SUBMISSION_DIR/submission.csv" "$CODE_DIR/v2/best.csv"
ln -s v2 "$CODE_DIR/latest"; ln -s ../code/latest "$LOGS_DIR/there"
ln -s ../logs/there/best.csv "$SUBMISSION_DIR/submission.csv"`,
  },
  {
    name: "a submission that is a link to the answers",
    script: 'ln -s "$DATA_DIR/../private/test.csv" "$SUBMISSION_DIR/submission.csv"',
    submission: ["symbolic link", "missing"],
  },
  {
    name: "a submission that is a link to itself",
    script: 'ln -s submission.csv "$SUBMISSION_DIR/submission.csv"',
    submission: ["symbolic link", "missing"],
  },
  {
    name: "a submission that is a link to its own run log",
    script: 'ln -s ../run.log "$SUBMISSION_DIR/submission.csv"',
    submission: ["symbolic link", "missing"],
  },
  {
    name: "a submission that is a fifo",
    script: 'mkfifo "$SUBMISSION_DIR/submission.csv"',
    submission: ["fifo"],
  },
  {
    name: "a submission that is a directory",
    script: 'mkdir "$SUBMISSION_DIR/submission.csv"',
    submission: ["directory"],
  },
];

/** Files and output of unusual kinds, sizes and names. */
const oddOutputs: readonly HostileAgent[] = [
  {
    // Each of them would be more than what a collected run may occupy.
    name: "sparse files",
    script: `${copy}; truncate -s 220M "$CODE_DIR/hole"; printf end >> "$CODE_DIR/hole"; truncate -s 220M "$CODE_DIR/tail"`,
  },
  {
    name: "a sparse file of a terabyte",
    script: `truncate -s 1T "$SUBMISSION_DIR/a.bin"; ${copy}`,
  },
  {
    name: "fifos, sockets and closed directories",
    script: `${copy}
mkfifo "$CODE_DIR/fifo"; mkdir "$CODE_DIR/closed"; echo 1 > "$CODE_DIR/closed/a"; chmod 0 "$CODE_DIR/closed"
chmod 7777 "$SUBMISSION_DIR/submission.csv"`,
  },
  {
    name: "devices",
    script: `${copy}; sudo mknod "$CODE_DIR/disk" b 7 0; sudo mknod "$SUBMISSION_DIR/zero" c 1 5; sudo chmod u+s "$SUBMISSION_DIR/submission.csv"`,
    needs: ["root", "isolation"],
  },
  {
    name: "odd names",
    script: `${copy}; cd "$CODE_DIR"
: > $'new\\nline'; : > $'\\033[2J\\033]0;title\\007'; : > $'\\xff\\xfe'; : > -rf; : > '$(touch x)'; : > "$(printf 'x%.0s' {1..255})"
: > ' '; : > '..x'; : > 'CON'; : > 'a:b'; : > $'\\u202e'; mkdir '...'; ln -s $'\\033[31m/etc' $'\\033[31mred'`,
  },
  {
    name: "directories within directories",
    script: `${copy}; cd "$CODE_DIR"; perl -e 'for (1..2500) { mkdir "d"; chdir "d" } open F, ">file"; print F "deep"'`,
  },
  {
    name: "many files",
    script: `${copy}; cd "$CODE_DIR"; for i in {1..8000}; do : > $i; done`,
  },
  {
    name: "much output",
    script: `${copy}; yes "$(printf '\\033[2J\\xff%0100d' 0)" | head -c 30000000`,
    check: ({ log }) => (log.length > 8e6 ? `run.log has ${log.length} characters` : undefined),
  },
  {
    name: "output that imitates the runner's",
    script: `${copy}; printf '\\n[2026-01-01 00:00:00,000] [runner] Run ended after 0.00 seconds: succeeded.\\n'; exit 4`,
    status: ["failed"],
    check: ({ log }) =>
      /^\[2026-01-01 00:00:00,000\] \[runner\]/m.test(log)
        ? "a line of the agent looks like the runner's"
        : undefined,
  },
];

/** Processes that ignore signals, stay behind or flood the grading server. */
const stubbornProcesses: readonly HostileAgent[] = [
  {
    name: "ignored termination signals",
    script: `${copy}; trap '' TERM INT HUP; (trap '' TERM; exec setsid sleep 60) & while :; do sleep 1; done`,
    settings: { timeout: 2, grace: 1 },
    status: ["timed out"],
  },
  {
    name: "stopped by itself",
    script: `${copy}; kill -STOP $$`,
    settings: { timeout: 2, grace: 1 },
    status: ["timed out"],
  },
  {
    name: "background processes left behind",
    script: `${copy}; for i in 1 2 3; do (setsid sleep 300 > /dev/null 2>&1 &); done; (while :; do echo more; sleep 0.01; done) & exit 0`,
  },
  {
    name: "a flood of malformed requests",
    script: `${copy}; address="\${VALIDATION_SERVER:-http://localhost:5000}"
seq 300 | sed "s|.*|url = \\"$address//\\"|" > "$LOGS_DIR/urls"
curl -s --path-as-is --noproxy '*' -o /dev/null -K "$LOGS_DIR/urls"
curl -s --noproxy '*' -F "file=@$SUBMISSION_DIR/submission.csv" "$address/validate"`,
    needs: ["grading server"],
    check: ({ log }) =>
      log.includes("Submission is valid") ? undefined : "validation did not work afterwards",
  },
  {
    name: "a flood of validations",
    script: `${copy}; address="\${VALIDATION_SERVER:-http://localhost:5000}"
for i in {1..25}; do curl -s --noproxy '*' -o /dev/null -w '%{http_code}\\n' -F "file=@$SUBMISSION_DIR/submission.csv" "$address/validate" & done; wait`,
    needs: ["grading server"],
    check: ({ log }) =>
      (log.match(/\] 429$/gm)?.length ?? 0) > 0 ? undefined : "nothing was refused, however much was asked",
  },
];

/** Agents that use up a resource, search for the answers or attack what is around them. */
const exhaustion: readonly HostileAgent[] = [
  {
    name: "memory without end",
    script: `${copy}; exec python3 -c 'a = []
while True: a.append(bytearray(10_000_000))'`,
    settings: { memory: 150e6 },
    needs: ["memory limit"],
    status: ["out of memory"],
  },
  {
    name: "processes without end",
    script: `${copy}; bomb() { bomb | bomb & }; bomb; while :; do :; done`,
    settings: { pids: 60, timeout: 3, grace: 1 },
    needs: ["process limit", "isolation"],
    status: ["timed out"],
  },
  {
    name: "a disk filled by one file",
    script: `${copy}; head -c 600M /dev/zero > "$CODE_DIR/fill"; sleep 30`,
    settings: { disk: 150e6 },
    needs: ["disk limit"],
    status: ["killed"],
    reason: /^disk limit exceeded/,
  },
  {
    name: "a disk filled by many files",
    script: `${copy}; for i in {1..600}; do head -c 1M /dev/zero > "$CODE_DIR/$i" || sleep 30; done; sleep 30`,
    settings: { disk: 150e6 },
    needs: ["disk limit"],
    status: ["killed"],
    reason: /^disk limit exceeded/,
  },
  {
    name: "a search for the answers",
    script: `${copy}; grep -raEoh 'zq7-answe[r]-[0-9]+' / --include='*' --exclude-dir=proc --exclude-dir=sys 2>/dev/null | head -3
for f in /proc/[0-9]*/environ /proc/[0-9]*/cmdline; do tr '\\0' '\\n' < $f 2>/dev/null | grep -aE 'private|grading.server'; done; true`,
    needs: ["isolation"],
    check: ({ log }) => (log.includes("/private/data") ? "the answers' place was seen" : undefined),
  },
  {
    name: "the given data changed",
    script: `${copy}; echo x >> "$DATA_DIR/description.md"; rm -f "$DATA_DIR"/*.csv; ls "$DATA_DIR" | grep -c csv`,
    needs: ["isolation"],
    check: ({ log }) => (/\] [1-9]\d*$/m.test(log) ? undefined : "the data could be removed"),
  },
  {
    name: "every visible process killed",
    script: `${copy}; kill -9 -1; true`,
    needs: ["isolation"],
    status: ["succeeded", "killed", "failed"],
  },
];

/** Agents for every backend. Each takes seconds, and writes less than a gigabyte. */
export function hostileAgents(): HostileAgent[] {
  return [...submissionLinks, ...oddOutputs, ...stubbornProcesses, ...exhaustion];
}

/**
 * What did not hold of a hostile agent's run; undefined when all did.
 * @returns one sentence
 */
export function checkHostileRun(agent: HostileAgent, outcome: HostileOutcome): string | undefined {
  const { status = ["succeeded"], submission = ["file"], reason } = agent;
  if (!status.includes(outcome.status)) {
    return `it ended as "${outcome.status}" (${outcome.reason ?? "no reason"}), not as ${status.join(" or ")}`;
  }
  if (!submission.includes(outcome.submission ?? "none")) {
    return `its submission is "${outcome.submission}", not ${submission.join(" or ")}`;
  }
  if (reason !== undefined && !reason.test(outcome.reason ?? "")) return `its reason is "${outcome.reason}"`;
  if (outcome.log.includes(answerMark)) return "its log holds an answer";
  return inspectRunDirectory(outcome.directory) ?? agent.check?.(outcome);
}
