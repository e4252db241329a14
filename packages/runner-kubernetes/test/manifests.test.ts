import type { SecretText } from "@mlebench/agents";
import { findCompetition, summaries } from "@mlebench/competitions";
import type { Competition } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { groupName, jobName, labelValue } from "../src/names.js";
import { schemaProblems } from "./published-schemas.js";
import { type Container, type JobObject, manifests, readObjects, template } from "./templates.js";

const podOf = (job: JobObject): JobObject["spec"]["template"]["spec"] => job.spec.template.spec;
const containersOf = (job: JobObject): Container[] => [
  ...podOf(job).initContainers,
  ...podOf(job).containers,
];
const agentOf = (job: JobObject): Container => podOf(job).containers[0];

const spaceship = await findCompetition("spaceship-titanic");
/** A competition of another name, without loading it. */
const named = (id: string): Competition => ({ ...spaceship, facts: { ...spaceship.facts, id } });
/** IDs of all competitions, the longest first. */
const ids = summaries.map(({ id }) => id).sort((a, b) => b.length - a.length);

describe("objects of a cluster", () => {
  test("are valid by the schemas that Kubernetes publishes, whatever is set", async () => {
    const plain = await template();
    const full = await template({
      competition: "denoising-dirty-documents",
      agentId: "aide",
      seed: 1,
      settings: {
        ...{ cpus: 2.5, memory: "1.5g", disk: "200g", shmSize: "8g", gpusPerRun: 2, network: "none" },
        ...{ runtime: "gvisor", obfuscated: true, retain: true },
      },
      changes: { privileged: true },
    });
    const { objects } = await manifests([plain, full], {
      ...{ namespace: "bench", queue: "gpus", serviceAccount: "agents", imagePullSecrets: "a,b" },
      ...{ nodeSelector: "gpu=a100;zone=", tolerations: "nvidia.com/gpu:NoSchedule;dedicated=bench;spot" },
      ...{ allowEgress: "10.0.3.7/32,fd00::7/128", privateClaim: "answers", dataPath: "mlebench/data" },
    });
    expect(objects.map(({ kind }) => kind)).toEqual([
      ...["NetworkPolicy", "NetworkPolicy", "ConfigMap", "ConfigMap", "ConfigMap", "Job", "Job"],
    ]);
    expect(objects.flatMap(schemaProblems)).toEqual([]);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(["bench"]));
  });

  test("are invalid by those schemas when they are damaged", async () => {
    const [job] = (await manifests([await template()])).jobs;
    const damaged = structuredClone(job) as unknown as Record<string, Record<string, unknown>>;
    damaged.spec.backoffLimit = "0";
    damaged.spec.retries = 3;
    damaged.metadata.labels = { seed: 0 };
    expect(schemaProblems(damaged as unknown as JobObject).sort()).toEqual([
      "/metadata/labels/seed type",
      "/spec/backoffLimit type",
      "unknown field /spec/retries",
    ]);
  });

  test("have names that are valid and unique for every competition and agent", async () => {
    const agents = [
      "dummy",
      "aide/gpt-4o",
      "Über agent_with a name that is longer than any label may be, by far",
    ];
    const runs = await Promise.all(
      ids.slice(0, 3).flatMap((id) =>
        agents.map((agent, seed) =>
          template({
            competition: named(id),
            seed,
            changes: { runGroup: `2026-01-31T12-00-00-GMT_run-group_${agent}` },
          }),
        ),
      ),
    );
    const { objects, files } = await manifests(runs);
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(files)).toHaveLength(1 + 3 + runs.length);
    const jobs = objects.filter(({ kind }) => kind === "Job");
    // With what the name of a Pod has in addition.
    expect(jobs.filter(({ metadata: { name } }) => !/^[a-z0-9][a-z0-9-]{0,55}[a-z0-9]$/.test(name))).toEqual(
      [],
    );
    const labels = objects.flatMap(({ metadata }) => Object.values(metadata.labels));
    expect(labels.filter((text) => !/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(text))).toEqual(
      [],
    );
    const all = ids.map((competitionId) => jobName({ runId: `${competitionId}_1`, seed: 0, competitionId }));
    expect(new Set(all).size).toBe(ids.length);
    expect(all.filter((name) => !/^[a-z0-9][a-z0-9-]{0,55}[a-z0-9]$/.test(name))).toEqual([]);
  });

  test("names distinguish long texts, and show what they can", () => {
    const long = "x".repeat(70);
    expect(jobName({ runId: "a_1", seed: 12, competitionId: long })).toMatch(
      /^mlebench-x{33}-s12-[0-9a-f]{10}$/,
    );
    expect(jobName({ runId: "a_1", seed: 0, competitionId: "A_b" })).toMatch(
      /^mlebench-a-b-s0-[0-9a-f]{10}$/,
    );
    expect(groupName(["a"])).not.toBe(groupName(["b"]));
    expect(labelValue(`${long}1`)).not.toBe(labelValue(`${long}2`));
    expect(labelValue("---")).toMatch(/^[0-9a-f]{10}$/);
  });

  test("are cleaned by their labels", async () => {
    const { objects } = await manifests([await template()]);
    for (const { metadata } of objects)
      expect(metadata.labels).toMatchObject({
        "app.kubernetes.io/managed-by": "mlebench",
        "mlebench.run-group": "2026-01-31T12-00-00-GMT_run-group_dummy",
      });
  });
});

describe("a run", () => {
  test("shows the answers to the grading server only", async () => {
    const [job] = (await manifests([await template()], { privateClaim: "answers", dataPath: "data" })).jobs;
    const claims = podOf(job).volumes.filter((volume) => JSON.stringify(volume).includes("answers"));
    expect(claims).toEqual([
      { name: "private", persistentVolumeClaim: { claimName: "answers", readOnly: true } },
    ]);
    const mounts = containersOf(job).flatMap(({ name, volumeMounts }) =>
      volumeMounts
        .filter(({ subPath = "" }) => subPath.startsWith("data/"))
        .map((mount) => ({ name, mount })),
    );
    expect(mounts).toEqual([
      {
        name: "grader",
        mount: {
          name: "private",
          mountPath: "/private/data/spaceship-titanic/prepared/private",
          subPath: "data/spaceship-titanic/prepared/private",
          readOnly: true,
        },
      },
      {
        name: "agent",
        mount: {
          name: "public",
          mountPath: "/home/data",
          subPath: "data/spaceship-titanic/prepared/public",
          readOnly: true,
        },
      },
    ]);
  });

  test("names secrets, and has the values of none", async () => {
    process.env.OPENAI_API_KEY = "sk-never-in-a-manifest";
    const run = await template({ agentId: "aide" });
    const changed = {
      ...run,
      command: [...run.command, ["api_key=", { secret: "OTHER" }], [{ secret: "OTHER" }]],
    };
    const { files, jobs, next } = await manifests([changed], { agentSecret: "keys" });
    delete process.env.OPENAI_API_KEY;
    expect(Object.values(files).join()).not.toContain("sk-never");
    const { env = [], args } = agentOf(jobs[0]);
    const refers = (name: string, key: string) => ({
      name,
      valueFrom: { secretKeyRef: { name: "keys", key } },
    });
    expect(env.filter(({ valueFrom }) => valueFrom !== undefined)).toEqual([
      refers("SECRET_OTHER", "OTHER"),
      refers("OPENAI_API_KEY", "OPENAI_API_KEY"),
    ]);
    expect(args.slice(-2)).toEqual(["api_key=$(SECRET_OTHER)", "$(SECRET_OTHER)"]);
    expect(next).toContain(
      'kubectl create secret generic keys --from-literal=OTHER="$OTHER" --from-literal=OPENAI_API_KEY="$OPENAI_API_KEY"',
    );
  });

  test.each<Record<string, SecretText>>([{ "A B": ["x"] }, { "1": ["x"] }, { A: [{ secret: "Schlüssel" }] }])(
    "has no variable that a cluster refuses: %j",
    async (environment) => {
      await expect(manifests([{ ...(await template()), environment }])).rejects.toThrow(
        "Invalid name of a variable",
      );
    },
  );

  test("keeps texts that look like references to variables", async () => {
    const run = await template();
    const changed = { ...run, command: [["$(HOME) $HOME $$(A) $"]], environment: { X: ["$(SEED)$${y}"] } };
    const agent = agentOf((await manifests([changed])).jobs[0]);
    // As the API's documentation has it: `$$` is `$`.
    const expand = (text = ""): string =>
      text.replaceAll(/\$\$|\$\([^)]*\)/g, (found) => (found === "$$" ? "$" : "?"));
    expect(expand(agent.args.at(-1))).toBe("$(HOME) $HOME $$(A) $");
    expect(expand(agent.env?.find(({ name }) => name === "X")?.value)).toBe("$(SEED)$${y}");
  });

  test("has limits, which are its requests", async () => {
    const settings = {
      cpus: 2.5,
      memory: "3g",
      disk: "10g",
      gpusPerRun: 1,
      shmSize: "1g",
      network: "internal",
    };
    const [job] = (await manifests([await template({ settings })], { gpuResource: "amd.com/gpu" })).jobs;
    for (const { resources } of containersOf(job)) {
      expect(resources.requests).toEqual(resources.limits);
      expect(Object.keys(resources.limits)).toEqual(
        expect.arrayContaining(["cpu", "memory", "ephemeral-storage"]),
      );
    }
    expect(agentOf(job).resources.limits).toEqual({
      cpu: "2500m",
      memory: "3Gi",
      "ephemeral-storage": "10Gi",
      "amd.com/gpu": "1",
    });
    expect(agentOf(job).env).toContainEqual({ name: "HARDWARE", value: "2.5 CPUs, 3.2 GB of memory, 1 GPU" });
    expect(podOf(job)).toMatchObject({
      activeDeadlineSeconds: 7200 + 30 + 1800,
      terminationGracePeriodSeconds: 30 + 1800,
      volumes: expect.arrayContaining([
        { name: "submission", emptyDir: { sizeLimit: "10Gi" } },
        { name: "shm", emptyDir: { medium: "Memory", sizeLimit: "1Gi" } },
      ]),
    });
  });

  test("has a host without the competition's name where it is obfuscated", async () => {
    const [job] = (await manifests([await template({ settings: { obfuscated: true } })])).jobs;
    expect(job.metadata.name).toMatch(/^mlebench-run-s0-[0-9a-f]{10}$/);
    expect(agentOf(job).args[4]).toBe("/home/instructions_obfuscated.txt");
  });

  test("stays with --retain", async () => {
    const [kept] = (await manifests([await template({ settings: { retain: true } })])).jobs;
    expect(kept.spec.ttlSecondsAfterFinished).toBeUndefined();
    const [removed] = (await manifests([await template()], { keepJobs: "1h" })).jobs;
    expect(removed.spec.ttlSecondsAfterFinished).toBe(3600);
  });

  test("runs the image that somebody named, as it is named", async () => {
    const run = await template({ settings: { image: "other.example.org/mine@sha256:00" } });
    const { jobs, next } = await manifests([run]);
    expect(agentOf(jobs[0]).image).toBe("other.example.org/mine@sha256:00");
    expect(next).toEqual(["kubectl apply --server-side -f /manifests"]);
  });
});

describe("the network", () => {
  const policies = async (network: string, allowEgress?: string): Promise<unknown[]> => {
    const run = await template({ settings: { network } });
    const { objects, jobs } = await manifests([run], allowEgress === undefined ? {} : { allowEgress });
    return objects.flatMap((object) => {
      if (object.kind !== "NetworkPolicy") return [];
      const { podSelector, ...spec } = object.spec as {
        podSelector: { matchLabels: Record<string, string> };
      };
      // The policy selects the Pods of the run.
      expect(jobs[0].spec.template.metadata.labels).toMatchObject(podSelector.matchLabels);
      return [spec];
    });
  };

  test("is closed in both directions with none and internal", async () => {
    const closed = [{ policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] }];
    expect(await policies("none")).toEqual(closed);
    expect(await policies("internal")).toEqual(closed);
  });

  test("is the Internet with bridge, and not the cluster", async () => {
    const [policy] = (await policies("bridge")) as { ingress: unknown[]; egress: unknown[] }[];
    expect(policy.ingress).toEqual([]);
    expect(JSON.stringify(policy.egress[0])).toContain('"except":["10.0.0.0/8"');
    expect(JSON.stringify(policy.egress[0])).toContain("169.254.0.0/16");
  });

  test("leads to single addresses in any case", async () => {
    expect(await policies("none", "10.0.3.7/32,10.0.3.8/32")).toMatchObject([
      { egress: [{ to: [{ ipBlock: { cidr: "10.0.3.7/32" } }, { ipBlock: { cidr: "10.0.3.8/32" } }] }] },
    ]);
  });
});

test("the grading server's image is built of what is beside the manifests, for all competitions at once", async () => {
  const runs = [await template(), await template({ competition: "denoising-dirty-documents" })];
  const { jobs, next } = await manifests(runs, { graderImage: undefined, graderBase: "my node:20" });
  const images = new Set(jobs.flatMap((job) => podOf(job).initContainers.map(({ image }) => image)));
  const [image] = images;
  expect(images.size).toBe(1);
  expect(image).toMatch(/^registry\.example\.org\/team\/mlebench-grader:[0-9a-f]{16}$/);
  expect(next[1]).toBe(
    `docker build -t ${image} --build-arg BASE_IMAGE='my node:20' /manifests/grader-image && docker push ${image}`,
  );
});

test("texts are texts in every version of YAML", async () => {
  const texts = [
    "yes",
    "n",
    "0777",
    "1:20",
    "2026-01-31",
    "1e3",
    "0o17",
    "1_000",
    "~",
    "",
    " x ",
    "a: b",
    "#",
    "\t",
  ];
  const lines = ["two\nlines\n", "\n", "a\r\nb", " a\n  b\n\n", "x \n"];
  const environment = Object.fromEntries([...texts, ...lines].map((text, index) => [`V${index}`, [text]]));
  const { files } = await manifests([{ ...(await template()), environment }]);
  const job = readObjects(Object.values(files).at(-1) ?? "")[0] as JobObject;
  const values = agentOf(job)
    .env?.filter(({ name }) => /^V\d/.test(name))
    .map(({ value }) => value);
  expect(values).toEqual([...texts, ...lines]);
});

test("a description that no object can hold is refused", async () => {
  const run = await template({ changes: { description: "x".repeat(1_000_001) } });
  await expect(manifests([run])).rejects.toThrow("too long for a ConfigMap");
});

test("the longest ID of a competition is cut in names, not in labels", async () => {
  const [job] = (await manifests([await template({ competition: named(ids[0]) })])).jobs;
  expect(job.metadata.name).not.toContain(ids[0]);
  expect(job.metadata.labels["mlebench.competition"]).toBe(ids[0]);
});

test("the complete manifest of a run", async () => {
  const { files } = await manifests([
    await template({ settings: { gpusPerRun: 1, shmSize: "8g", disk: "100g" } }),
  ]);
  expect(Object.values(files).at(-1)).toMatchInlineSnapshot(`
    "# spaceship-titanic_0f3a4c9e-5b1d-4e8f-9a70-000000000000, seed 0
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: mlebench-spaceship-titanic-s0-33eb3b212b
      labels:
        app.kubernetes.io/managed-by: mlebench
        mlebench.run-group: "2026-01-31T12-00-00-GMT_run-group_dummy"
        mlebench.competition: spaceship-titanic
        mlebench.seed: "0"
      annotations:
        mlebench.run-group: "2026-01-31T12-00-00-GMT_run-group_dummy"
        mlebench.run-id: spaceship-titanic_0f3a4c9e-5b1d-4e8f-9a70-000000000000
    spec:
      backoffLimit: 0
      ttlSecondsAfterFinished: 604800
      template:
        metadata:
          labels:
            app.kubernetes.io/managed-by: mlebench
            mlebench.run-group: "2026-01-31T12-00-00-GMT_run-group_dummy"
            mlebench.competition: spaceship-titanic
            mlebench.seed: "0"
            mlebench.network: open
        spec:
          restartPolicy: Never
          activeDeadlineSeconds: 9030
          terminationGracePeriodSeconds: 1830
          automountServiceAccountToken: false
          enableServiceLinks: false
          shareProcessNamespace: false
          securityContext:
            seccompProfile:
              type: RuntimeDefault
          initContainers:
            - name: grader
              image: "registry.example.org/team/grader:1"
              restartPolicy: Always
              args:
                - "--competition-id"
                - spaceship-titanic
                - "--host"
                - "127.0.0.1"
                - "--port"
                - "5000"
                - "--log-file"
                - /validations/validations.jsonl
                - "--max-bytes"
                - "4294967296"
                - "--max-memory"
                - "3758096384"
                - "--max-seconds"
                - "600"
                - "--rate"
                - "10/60"
              startupProbe:
                exec:
                  command:
                    - node
                    - "-e"
                    - "fetch(\\"http://127.0.0.1:5000/health\\").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
                periodSeconds: 2
                timeoutSeconds: 10
                failureThreshold: 150
              resources:
                limits:
                  cpu: "1"
                  memory: "4Gi"
                  ephemeral-storage: "5184Mi"
                requests:
                  cpu: "1"
                  memory: "4Gi"
                  ephemeral-storage: "5184Mi"
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop:
                    - ALL
                readOnlyRootFilesystem: true
                runAsGroup: 10001
                runAsNonRoot: true
                runAsUser: 10001
              volumeMounts:
                - name: private
                  mountPath: /private/data/spaceship-titanic/prepared/private
                  subPath: spaceship-titanic/prepared/private
                  readOnly: true
                - name: validations
                  mountPath: /validations
                - name: grader-tmp
                  mountPath: /tmp
            - name: collector
              image: "registry.example.org/team/grader:1"
              restartPolicy: Always
              command:
                - /bin/bash
                - /opt/supervisor/collect.sh
              args:
                - /home
                - /opt/supervisor/record
                - /validations
                - /results/2026-01-31T12-00-00-GMT_run-group_dummy/spaceship-titanic_0f3a4c9e-5b1d-4e8f-9a70-000000000000
                - "60"
                - "20000000000"
                - "20000000000"
                - "1000000"
              startupProbe:
                exec:
                  command:
                    - test
                    - "-d"
                    - /results/2026-01-31T12-00-00-GMT_run-group_dummy/spaceship-titanic_0f3a4c9e-5b1d-4e8f-9a70-000000000000
                periodSeconds: 2
                failureThreshold: 150
              resources:
                limits:
                  cpu: "250m"
                  memory: "512Mi"
                  ephemeral-storage: "1Gi"
                requests:
                  cpu: "250m"
                  memory: "512Mi"
                  ephemeral-storage: "1Gi"
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop:
                    - ALL
                  add:
                    - DAC_OVERRIDE
                runAsUser: 0
              volumeMounts:
                - name: submission
                  mountPath: /home/submission
                  readOnly: true
                - name: logs
                  mountPath: /home/logs
                  readOnly: true
                - name: code
                  mountPath: /home/code
                  readOnly: true
                - name: record
                  mountPath: /opt/supervisor/record
                  readOnly: true
                - name: validations
                  mountPath: /validations
                  readOnly: true
                - name: results
                  mountPath: /results
                - name: scripts
                  mountPath: /opt/supervisor/collect.sh
                  subPath: collect.sh
                  readOnly: true
          containers:
            - name: agent
              image: registry.example.org/team/dummy
              command:
                - /bin/bash
                - /opt/supervisor/agent.sh
              args:
                - /opt/supervisor/record
                - nonroot
                - "7200"
                - "30"
                - ""
                - "200000000"
                - bash
                - /home/agent/start.sh
              env:
                - name: HARDWARE
                  value: "4 CPUs, 17 GB of memory, 1 GPU"
                - name: SEED
                  value: "0"
                - name: COMPETITION_ID
                  value: spaceship-titanic
              resources:
                limits:
                  cpu: "4"
                  memory: "16Gi"
                  ephemeral-storage: "100Gi"
                  nvidia.com/gpu: "1"
                requests:
                  cpu: "4"
                  memory: "16Gi"
                  ephemeral-storage: "100Gi"
                  nvidia.com/gpu: "1"
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop:
                    - ALL
                  add:
                    - CHOWN
                    - DAC_OVERRIDE
                    - FOWNER
                    - KILL
                    - SETGID
                    - SETUID
                runAsUser: 0
              volumeMounts:
                - name: public
                  mountPath: /home/data
                  subPath: spaceship-titanic/prepared/public
                  readOnly: true
                - name: description
                  mountPath: /home/data/description.md
                  subPath: description.md
                  readOnly: true
                - name: submission
                  mountPath: /home/submission
                - name: logs
                  mountPath: /home/logs
                - name: code
                  mountPath: /home/code
                - name: record
                  mountPath: /opt/supervisor/record
                - name: scripts
                  mountPath: /opt/supervisor/agent.sh
                  subPath: agent.sh
                  readOnly: true
                - name: shm
                  mountPath: /dev/shm
          volumes:
            - name: public
              persistentVolumeClaim:
                claimName: mlebench-data
                readOnly: true
            - name: private
              persistentVolumeClaim:
                claimName: mlebench-data
                readOnly: true
            - name: results
              persistentVolumeClaim:
                claimName: mlebench-results
            - name: scripts
              configMap:
                name: mlebench-33eb3b212b
            - name: description
              configMap:
                name: mlebench-33eb3b212b-spaceship-titanic
            - name: submission
              emptyDir:
                sizeLimit: "100Gi"
            - name: logs
              emptyDir:
                sizeLimit: "100Gi"
            - name: code
              emptyDir:
                sizeLimit: "100Gi"
            - name: record
              emptyDir: {}
            - name: validations
              emptyDir: {}
            - name: grader-tmp
              emptyDir:
                sizeLimit: "4160Mi"
            - name: shm
              emptyDir:
                medium: Memory
                sizeLimit: "8Gi"
    "
  `);
});
