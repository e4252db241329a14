import { expect, test } from "vitest";
import { parseCommands } from "../../src/shell/commands.js";

const wordsOf = (script: string): string[][] => parseCommands(script).map(({ words }) => words);

test("splits lines, operators, and quotes", () => {
  expect(wordsOf(`cd /x && ls -la 'a b' "c d"; echo e\\ f | wc -l # not this`)).toEqual([
    ["cd", "/x"],
    ["ls", "-la", "a b", "c d"],
    ["echo", "e f"],
    ["wc", "-l"],
  ]);
});

test("reads redirections and here-documents", () => {
  const [command, next] = parseCommands("cat > out.csv << 'EOF'\na,b\n1,2\nEOF\nls");
  expect(command).toMatchObject({
    words: ["cat"],
    outputs: ["out.csv"],
    input: "a,b\n1,2",
    inputLine: 2,
    line: 1,
  });
  expect(next).toMatchObject({ words: ["ls"], line: 5 });
});

test("joins continued lines and open quotes", () => {
  expect(
    parseCommands('curl \\\n  -s x\npython -c "import a\nb()"\nls').map(({ words, line }) => [
      line,
      ...words,
    ]),
  ).toEqual([
    [1, "curl", "-s", "x"],
    [3, "python", "-c", "import a\nb()"],
    [5, "ls"],
  ]);
});

test("replaces variables, and removes what stands in front of a program", () => {
  expect(parseCommands("D=/private\nsudo -n timeout 10 ls $D/data")).toMatchObject([
    { words: ["ls", "/private/data"], prefixes: ["sudo", "timeout"] },
  ]);
});

test("counts how often loops run", () => {
  const repeats = (script: string): (number | undefined)[] =>
    parseCommands(script)
      .filter(({ words }) => words[0] === "x")
      .map((command) => command.repeats);
  expect(repeats("x")).toEqual([undefined]);
  expect(repeats("for i in {1..300}; do x; done; x")).toEqual([300, undefined]);
  expect(repeats("for i in $(seq 1 50)\ndo\n  x\ndone")).toEqual([50]);
  expect(repeats("while true; do x; done")).toEqual([Number.POSITIVE_INFINITY]);
});

test("reads commands inside commands", () => {
  expect(wordsOf(`bash -c "ls /private"`)).toContainEqual(["ls", "/private"]);
  expect(wordsOf("echo $(cat /private/x)")).toContainEqual(["cat", "/private/x"]);
});

test("ends on text that is no script", () => {
  expect(() => parseCommands(`"${"$(".repeat(2000)}`)).not.toThrow();
  expect(() => parseCommands("<<EOF <<EOF <<EOF\n")).not.toThrow();
});
