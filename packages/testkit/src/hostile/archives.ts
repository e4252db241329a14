import { Buffer } from "node:buffer";

/** A tar stream that an agent, or an engine that it took over, may send for its output directory. */
export interface HostileTar {
  /** Unique among the archives. */
  name: string;
  bytes: Uint8Array;
}

const block = 512;

interface Member {
  name: string | Uint8Array;
  /** Type flag: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` fifo. */
  type?: string;
  link?: string;
  /** What the header says; the body's length unless given. */
  size?: number | string;
  body?: string | Uint8Array;
  mode?: number;
  checksum?: number;
}

function member({ name, type = "0", link = "", size, body = "", mode = 0o644, checksum }: Member): Buffer {
  const content = Buffer.from(body as Uint8Array);
  const header = Buffer.alloc(block);
  Buffer.from(name as Uint8Array).copy(header, 0, 0, 100);
  header.write(`${mode.toString(8).padStart(7, "0")}\0`, 100, "latin1");
  header.write("0001750\0", 108, "latin1");
  header.write("0001750\0", 116, "latin1");
  const length = typeof size === "string" ? size : (size ?? content.length).toString(8).padStart(11, "0");
  header.write(length, 124, 12, "latin1");
  header.write("00000000000\0", 136, "latin1");
  header.write("        ", 148, "latin1");
  header.write(type, 156, "latin1");
  header.write(link, 157, 100, "utf8");
  header.write("ustar\x0000", 257, "latin1");
  const sum = checksum ?? header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([header, content, Buffer.alloc((block - (content.length % block)) % block)]);
}

/** A pax record as its format has it: its own length first. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}

const pax = (...records: [string, string][]): Buffer =>
  member({ name: "pax", type: "x", body: records.map(([key, value]) => paxRecord(key, value)).join("") });

/**
 * Tar streams that must neither harm the machine that collects them nor end it. Each begins with a plain file `first`
 * in the directory unless its name says that nothing is sound.
 * @param directory the one that is collected, such as "submission"
 */
export function hostileTars(directory: string): HostileTar[] {
  const first = member({ name: `${directory}/first`, body: "1" });
  const end = Buffer.alloc(2 * block);
  const inside = (name: string): string => `${directory}/${name}`;
  const tar = (name: string, ...members: Uint8Array[]): HostileTar => ({
    name,
    bytes: Buffer.concat([first, ...members, end]),
  });
  const file = (name: string | Uint8Array, body = "evil"): Buffer => member({ name, body });
  const link = (name: string, to: string): Buffer => member({ name: inside(name), type: "2", link: to });
  return [
    tar("an absolute name", file("/mlebench-evil")),
    tar("a name that climbs", file(inside("../../evil"))),
    tar("a name that climbs to its neighbors", file(inside("../run.log"))),
    tar("another top", file("run.log"), file("state.json")),
    tar("a name of dots", file(inside("."), "x"), file(inside("..")), file(inside("./.././x"))),
    tar("backslashes", file(inside("..\\..\\evil"))),
    tar("a link, then a file through it", link("out", "/tmp"), file(inside("out/evil"))),
    tar("a link to above, then a file through it", link("up", ".."), file(inside("up/run.log"))),
    tar(
      "links in a chain",
      link("a", "../code"),
      link("b", "a/.."),
      link("c", "b/../run.log"),
      file(inside("c")),
    ),
    tar("a link in place of a directory", file(inside("d/x")), link("d", "/etc"), file(inside("d/passwd"))),
    tar(
      "a directory in place of a link",
      link("d", "/etc"),
      member({ name: inside("d/"), type: "5" }),
      file(inside("d/x")),
    ),
    tar("links in circles", link("a", "b"), link("b", "a"), link("self", "self")),
    tar("a link to a process", link("p", "/proc/self/root"), link("f", "/proc/self/fd/0")),
    tar("a hard link out", member({ name: inside("h"), type: "1", link: "/etc/passwd" })),
    tar("a hard link to a neighbor", member({ name: inside("h"), type: "1", link: inside("../run.log") })),
    tar("devices", member({ name: inside("c"), type: "3" }), member({ name: inside("b"), type: "4" })),
    tar("a fifo", member({ name: inside("f"), type: "6" })),
    tar("set-user-id", member({ name: inside("s"), body: "x", mode: 0o6777 })),
    tar(
      "the same name many times",
      ...Array.from({ length: 50 }, (_, index) => file(inside("same"), `${index}`)),
    ),
    tar("names that differ in case", file(inside("Name")), file(inside("name")), file(inside("NAME"))),
    tar("bytes that are no text", file(Buffer.concat([Buffer.from(inside("x")), Buffer.from([0xff, 0xfe])]))),
    tar("escape sequences and line breaks", file(inside("\u001b[2J\n\r\u202e"))),
    tar(
      "a name too long for any file system",
      pax(["path", inside("n".repeat(5000))]),
      file(inside("short")),
    ),
    tar("a deep name", pax(["path", inside("d/".repeat(2000).concat("x"))]), file(inside("short"))),
    tar("a pax name that climbs", pax(["path", "../../evil"]), file(inside("x"))),
    tar("a pax link out", pax(["linkpath", "/etc/passwd"]), link("x", "inside")),
    tar("a pax size that lies", pax(["size", "99999999999999"]), file(inside("x"))),
    tar(
      "a pax record that lies",
      member({ name: "pax", type: "x", body: "9999 path=x\n" }),
      file(inside("x")),
    ),
    tar("a long pax header", pax(["comment", "c".repeat(3_000_000)]), file(inside("x"))),
    tar(
      "a sparse file",
      pax(["GNU.sparse.major", "1"], ["GNU.sparse.realsize", "9".repeat(15)]),
      file(inside("x")),
    ),
    tar("an unknown type", member({ name: inside("x"), type: "Z", body: "x" })),
    tar("a negative size", member({ name: inside("x"), size: "-0000000001" })),
    tar("a size that is no number", member({ name: inside("x"), size: "huge" })),
    tar("a terabyte announced", member({ name: inside("x"), size: 2 ** 32 })),
    tar("a wrong checksum", member({ name: inside("x"), body: "x", checksum: 1 })),
    {
      name: "an end in the middle",
      bytes: Buffer.concat([first, file(inside("x"), "y".repeat(9000))]).subarray(0, 3000),
    },
    { name: "nothing sound: zeros", bytes: Buffer.alloc(1 << 20) },
    {
      name: "nothing sound: noise",
      bytes: Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 251)),
    },
    { name: "nothing sound: no bytes", bytes: new Uint8Array() },
  ];
}
