import { mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseContainerBytes as parseBytes } from "@mlebench/runner";
import { describe, expect, test } from "vitest";
import { translateContainerConfig } from "../src/index.js";

const data = mkdtempSync(join(tmpdir(), "data-"));
mkdirSync(join(data, "task/prepared/private"), { recursive: true });
const translate = (config: Record<string, unknown>, privileged = false) =>
  translateContainerConfig(config, { privileged, dataDirectory: data });

describe("a container configuration", () => {
  test("in the reference's keys becomes the engine's", () => {
    const { host } = translate({
      mem_limit: null,
      shm_size: "4G",
      nano_cpus: 4e9,
      runtime: "sysbox-runc",
      gpus: -1,
    });
    expect(host).toEqual({
      ShmSize: 4 * 2 ** 30,
      NanoCpus: 4e9,
      Runtime: "sysbox-runc",
      DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }],
    });
    expect(translate({ gpus: 0 }).host).toEqual({});
  });

  test("understands docker-py's ways to write sizes, mounts and devices", () => {
    expect(["512m", "1.5g", "10", "2kb", 7].map((size) => parseBytes(size, "mem_limit"))).toEqual([
      512 * 2 ** 20,
      1.5 * 2 ** 30,
      10,
      2048,
      7,
    ]);
    const { host } = translate({
      volumes: { "/models": { bind: "/mnt/models", mode: "ro" }, cache: { bind: "/cache" } },
      devices: ["/dev/nvidia0:/dev/nvidia0:rw"],
      device_requests: [{ device_ids: ["0"], capabilities: [["gpu", "compute"]] }],
      ulimits: [{ Name: "nofile", Soft: 10, Hard: 20 }],
      sysctls: { "net.core.somaxconn": 128 },
    });
    expect(host).toEqual({
      Mounts: [
        { Type: "bind", Source: "/models", Target: "/mnt/models", ReadOnly: true },
        { Type: "volume", Source: "cache", Target: "/cache", ReadOnly: false },
      ],
      Devices: [{ PathOnHost: "/dev/nvidia0", PathInContainer: "/dev/nvidia0", CgroupPermissions: "rw" }],
      DeviceRequests: [{ DeviceIDs: ["0"], Capabilities: [["gpu", "compute"]] }],
      Ulimits: [{ Name: "nofile", Soft: 10, Hard: 20 }],
      Sysctls: { "net.core.somaxconn": "128" },
    });
    expect(translate({ volumes: ["/models:/m"] }).host.Mounts).toEqual([
      { Type: "bind", Source: "/models", Target: "/m", ReadOnly: false },
    ]);
  });

  test("with a key that is unknown or cannot be is refused with the list of those that can", () => {
    const refusal = (config: Record<string, unknown>) => {
      try {
        translate(config);
      } catch (error) {
        const { message, details } = error as { message: string; details: { expected?: string } };
        return `${message}: ${details.expected}`;
      }
    };
    expect(refusal({ memory: "4g" })).toMatch(
      /"memory" of the container configuration is not known: keys out of .*mem_limit/,
    );
    expect(refusal({ privileged: true })).toMatch(
      /"privileged" .* cannot be set: set it in the agent's config.yaml/,
    );
    expect(refusal({ network_mode: "host" })).toMatch(/--network/);
    expect(refusal({ constructor: 1 })).toMatch(/not known/);
    expect(refusal({ mem_limit: "lots" })).toMatch(/"mem_limit" cannot be "lots": a size/);
    expect(refusal({ nano_cpus: "4" })).toMatch(/"nano_cpus" cannot be "4": a number/);
  });

  test("cannot show the answers or hand over the machine", () => {
    const link = join(mkdtempSync(join(tmpdir(), "link-")), "innocent");
    symlinkSync(data, link);
    const refused: Record<string, unknown>[] = [
      { volumes: { [data]: { bind: "/d", mode: "ro" } } },
      { volumes: [`${data}/task/prepared/private:/d:ro`] },
      { volumes: { "/": { bind: "/host" } } },
      { volumes: { [tmpdir()]: { bind: "/t" } } },
      { volumes: { [`${link}/task`]: { bind: "/t" } } },
      { mounts: [{ type: "bind", source: data, target: "/d" }] },
    ];
    for (const config of refused) {
      expect(() => translate(config), JSON.stringify(config)).toThrow(/"volumes" cannot be/);
      expect(() => translate(config, true), JSON.stringify(config)).toThrow(/"volumes" cannot be/);
    }
    const strong: Record<string, unknown>[] = [
      { volumes: ["/var/run/docker.sock:/var/run/docker.sock"] },
      { volumes: ["/proc:/host"] },
      { volumes: ["/var/lib/docker:/host"] },
      { cap_add: ["SYS_ADMIN"] },
      { cap_add: ["cap_dac_read_search"] },
      { devices: ["/dev/vda"] },
      { devices: ["/dev/dri/../vda"] },
    ];
    for (const config of strong) {
      expect(() => translate(config), JSON.stringify(config)).toThrow(/ cannot be /);
      expect(() => translate(config, true), JSON.stringify(config)).not.toThrow();
    }
    expect(() => translate({ volumes: ["/models:/home/data/x"] })).toThrow('cannot be "/home/data/x"');
  });
});
