import { describe, expect, test } from "vitest";
import {
  type ContainerSpec,
  type ContainerToolId,
  containerToolIds,
  type InstalledTool,
  toolDriver,
  toolEnvironment,
} from "../src/index.js";

const installed = (id: ContainerToolId, changes: Partial<InstalledTool> = {}): InstalledTool => ({
  id,
  program: `/usr/bin/${id}`,
  version: "1.3.4",
  isSingularity: false,
  ...changes,
});

const spec: ContainerSpec = {
  name: "one",
  labels: { group: "g" },
  image: { reference: "/images/a.sif", digest: "file:1", environment: {}, entryPoint: [], labels: {} },
  binds: [
    { source: "/data/public", target: "/home/data", readOnly: true },
    { source: "/runs/home", target: "/home", readOnly: false },
  ],
  scratch: "/runs/scratch",
  workdir: "/home",
  network: "none",
  gpus: false,
  command: ["bash", "-c", "a b", ""],
};

const commandOf = (tool: InstalledTool, changes: Partial<ContainerSpec> = {}): string[] =>
  toolDriver(tool.id).runCommand(tool, { ...spec, ...changes });

describe("the command of a container", () => {
  test.each(containerToolIds)("of %s ends with the container's own command, as it is", (id) => {
    expect(commandOf(installed(id)).slice(-3)).toEqual(["-c", "a b", ""]);
  });

  test("of Apptainer leaves out everything of the machine that it would bring along", () => {
    const command = commandOf(installed("apptainer"));
    for (const option of ["--containall", "--cleanenv", "--no-home"]) expect(command).toContain(option);
    expect(command[command.indexOf("--no-mount") + 1]).toBe("home,cwd,hostfs,bind-paths");
    expect(command.filter((_, index) => command[index - 1] === "--bind")).toEqual([
      "/data/public:/home/data:ro",
      "/runs/home:/home:rw",
    ]);
    expect(command).not.toContain("--nv");
    expect(commandOf(installed("apptainer"), { gpus: true })).toContain("--nv");
  });

  test("of an old Singularity has only options that it knows", () => {
    const command = commandOf(installed("apptainer", { version: "3.8.7", isSingularity: true }));
    expect(command[command.indexOf("--no-mount") + 1]).toBe("home,cwd,hostfs");
  });

  test("of Podman has no privileges, and the network that is asked for", () => {
    const command = commandOf(installed("podman"));
    for (const option of [
      "--cap-drop=all",
      "--security-opt=no-new-privileges",
      "--pull=never",
      "--network=none",
    ])
      expect(command).toContain(option);
    expect(commandOf(installed("podman"), { network: "private" })).toContain("--network=slirp4netns");
    expect(commandOf(installed("podman"), { pids: 60 })).toContain("--pids-limit=60");
  });
});

test("a tool gets no credentials, and no options of the user's shell", () => {
  const environment = toolEnvironment({
    PATH: "/bin",
    OPENAI_API_KEY: "x",
    APPTAINER_BIND: "/data",
    APPTAINER_BINDPATH: "/data",
    SINGULARITYENV_SECRETS: "x",
    APPTAINER_CACHEDIR: "/cache",
    CH_IMAGE_STORAGE: "/x",
    BASH_ENV: "/etc/profile.d/modules.sh",
  });
  expect(environment).toEqual({ USER: "user", PATH: "/bin", APPTAINER_CACHEDIR: "/cache" });
});
