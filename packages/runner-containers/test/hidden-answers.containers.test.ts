import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerMark, checkHostileRun, hostileAgents } from "@mlebench/testkit/hostile";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { availableTools, buildPackages, type Miniature, makeMiniature, runScript } from "./harness.js";

/** Looks for marked answers wherever an agent can; the pattern does not match itself. */
const searchScript = `
export LC_ALL=C
odd=$(mktemp) disk=$(mktemp -u)
echo "zq7-answe""r-0000" > "$(mktemp)"
p='zq7-answe[r]-[0-9]+'
echo "== files"; find / \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o -type f -size -50M -print0 2>/dev/null | xargs -0 grep -aEoh "$p" 2>/dev/null | sort | uniq -c
grep -raEoh "$p" /dev/shm
echo "== processes"
# Named before any program starts that has a pattern in its own command; and few programs look at thousands of files.
f=(/proc/[0-9]*/environ /proc/[0-9]*/cmdline /proc/[0-9]*/mountinfo /proc/[0-9]*/net/unix)
cat "\${f[@]}" 2>/dev/null | tr '\\0' '\\n' | grep -aEo "$p|prepared/private.*|grading.server"
f=(/proc/[0-9]*/root /proc/[0-9]*/cwd)
ls "\${f[@]/%//$PRIVATE}" "\${f[@]/%//../$PRIVATE}" 2>/dev/null
cat /proc/[0-9]*/comm | sort | uniq -c
find /proc/[0-9]*/fd /proc/[0-9]*/map_files -type l -printf '%l\\n' 2>/dev/null | grep -E 'private|more.txt'
echo "== mounts"; cut -d' ' -f4,5 /proc/self/mountinfo | grep -E 'private|docker.sock'
mount --bind / /mnt 2>&1 | head -1
for d in $(awk 'NR>2 {print $1":"$2}' /proc/partitions); do mknod $disk b \${d%:*} \${d#*:} 2>/dev/null && head -c 10 $disk >/dev/null && echo "disk $d is readable"; rm -f $disk; done
for d in /dev/vd* /dev/sd* /dev/nvme* /dev/mem /dev/kmsg; do [ -r "$d" ] && echo "$d is readable"; done
unshare -rm bash -c 'mount -t proc proc /proc; umount -l /home/data; umount -l /home; ls /home/data/../../private' 2>/dev/null
echo "== network"
for path in / /private /../private/data /validate /health?file=/private /node_modules; do curl -s -m 5 --path-as-is "http://localhost:5000$path"; echo; done
printf 'PassengerId,Transported\\n1,2\\n' > $odd
bash /home/validate_submission.sh $odd
bash /home/validate_submission.sh /home/data/sample_submission.csv
cat /proc/net/unix | grep -a '@'
for port in $(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" {split($2, address, ":"); print address[2]}' | sort -u); do
  curl -s -m 5 http://localhost:$((16#$port))/health | grep -q running && echo "a validator answers"
done
echo "== done"
cp /home/data/sample_submission.csv /home/submission/submission.csv
`;

const places =
  "export DATA_DIR=/home/data SUBMISSION_DIR=/home/submission LOGS_DIR=/home/logs CODE_DIR=/home/code\n";

describe.each(await availableTools("agents that attack their container"))("with %s, an agent", (tool) => {
  let data: Miniature;

  beforeAll(async () => {
    buildPackages();
    data = await makeMiniature();
    const { answers, private: privateDirectory } = data.paths;
    const marked = readFileSync(answers, "utf8")
      .trimEnd()
      .split("\n")
      .map((line, index) => `${line},${index === 0 ? "note" : `${answerMark}${1000 + index}`}`);
    writeFileSync(answers, `${marked.join("\n")}\n`);
    writeFileSync(join(privateDirectory, "more.txt"), `${answerMark}9999\n`);
  });

  test("that searches everything finds no answer, and every run has its own grading server", async () => {
    // Encoded, as its own variable would be found.
    const script = Buffer.from(`PRIVATE="${data.paths.private}"\n${searchScript}`).toString("base64");
    const search = `file=$(mktemp); echo ${script} | base64 -d > $file; bash $file`;
    const runs = await runScript(tool, search, data, { nSeeds: 2, nWorkers: 2 });
    expect(runs).toHaveLength(2);
    for (const { record, log } of runs) {
      expect(record, log).toMatchObject({ status: "succeeded", exit_code: 0 });
      // What the search planted itself is all that it finds.
      expect(new Set(log.match(/zq7-answer-\d+/g)), log).toEqual(new Set([`${answerMark}0000`]));
      const printed = log.split("== files")[1] ?? "";
      expect(printed).not.toMatch(/prepared\/private|grading.server|docker\.sock|is readable|more\.txt/);
      expect(printed).toMatch(/mount: .*(permission denied|denied|not permitted|superuser)/i);
      expect(printed).toMatch(/Submission is valid/);
      // Its own, and none of the run beside it.
      expect(printed.match(/a validator answers/g)).toHaveLength(1);
      expect(printed).toContain("== done");
      expect(record.validations).toMatchObject({ total: 2, valid: 1, invalid: 1 });
    }
  });

  const agents = hostileAgents().filter(
    ({ needs = [] }) => !needs.includes("root") && !needs.includes("process limit"),
  );

  test.each(agents.map((agent) => [agent.name, agent] as const))("does no harm: %s", async (_name, agent) => {
    const [{ record, directory, log }] = await runScript(tool, places + agent.script, data, agent.settings);
    const outcome = {
      status: record.status,
      reason: record.reason,
      submission: record.submission?.kind,
      directory,
      log,
    };
    expect(checkHostileRun(agent, outcome), log.slice(-3000)).toBeUndefined();
  });

  describe("in a container that shows the answers", () => {
    afterEach(() => {
      delete process.env.MLEBENCH_STAND_IN_BIND;
    });

    test.skipIf(tool !== "apptainer")("is not started, and the reason says where they are", async () => {
      process.env.MLEBENCH_STAND_IN_BIND = data.dataDirectory;
      const [{ record, log }] = await runScript(tool, `${places}echo begun`, data);
      expect(record.status, log).toBe("error");
      expect(record.reason).toMatch(/shows the answers at `\/mnt\/.*private`/);
      expect(log).not.toMatch(/\] begun$/m);
    });
  });
});
