import { expect, test } from "vitest";
import { createLogReader } from "../../src/snippets/log.js";

function snippetsOf(text: string): [string, number, string][] {
  const reader = createLogReader("a.log");
  const found = text.split("\n").flatMap((line, index) => reader.read(line, index + 1));
  return [...found, ...reader.end()].map(({ language, firstLine, text: body }) => [
    language,
    firstLine,
    body,
  ]);
}

test.each([
  ["$ ls /x", "ls /x"],
  ["root@a1b2:/home# ls /x", "ls /x"],
  ["(env) $ ls /x", "ls /x"],
  ["bash-5.1$ ls /x", "ls /x"],
  ["[2026-01-01 10:00:00] INFO Running command: ls /x", "ls /x"],
  ["Command: `ls /x`", "ls /x"],
  ["(base) ana@mac ~ % ls /x", "ls /x"],
  ["❯ ls /x", "ls /x"],
  ["++ ls /x", "ls /x"],
  ["Action Input: ls /x", "ls /x"],
  ["command: ls /x", "ls /x"],
  ["[2026-11-29 12:14:39,304] [runner] [Container] $ ls /x", "ls /x"],
  ["[2026-11-29 12:14:39,304] [runner] + ls /x", "ls /x"],
])("takes the command of %s", (line, command) => {
  expect(snippetsOf(line)).toEqual([["shell", 1, command]]);
});

test.each([
  "costs $ 5",
  "price: 5$",
  "# a heading",
  "Traceback (most recent call last):",
  "I ran ls /x",
  "100% done",
  "a@b 100% done",
  "+ a line that a difference adds",
  "+ls /x",
  "[2026-11-29 12:14:39,304] [runner] [Container] done",
])("takes nothing of %s", (line) => {
  expect(snippetsOf(line)).toEqual([]);
});

test("takes commands of JSON, in fences and after a label", () => {
  expect(snippetsOf('```json\n{\n  "command": "ls /x"\n}\n```')).toEqual([["shell", 2, "ls /x"]]);
  expect(snippetsOf('Action Input: {"command": "ls /x"}')).toEqual([["shell", 1, "ls /x"]]);
  expect(snippetsOf("```json\n{ no JSON\n```")).toEqual([]);
});

test("takes the lines below a label, up to an empty one", () => {
  expect(snippetsOf("COMMAND:\nls /x\npwd\n\nnot this")).toEqual([["shell", 2, "ls /x\npwd"]]);
});

test("takes fenced blocks by their language", () => {
  expect(snippetsOf("```python\nimport a\n```\n```\noutput of it\n```\n```bash\nls\n```")).toEqual([
    ["python", 2, "import a"],
    ["shell", 8, "ls"],
  ]);
});

test("takes here-documents and Python sessions as one", () => {
  expect(
    snippetsOf("$ cat > a.py << 'EOF'\nimport a\nEOF\n$ ls\n>>> for x in y:\n...   print(x)\n5"),
  ).toEqual([
    ["shell", 1, "cat > a.py << 'EOF'\nimport a\nEOF"],
    ["shell", 4, "ls"],
    ["python", 5, "for x in y:\n  print(x)"],
  ]);
});

test("takes tool calls of JSON lines, and not what they printed", () => {
  expect(
    snippetsOf(
      '{"tool":"bash","arguments":"{\\"cmd\\":\\"ls\\"}"}\n{"output":{"cmd":"ls /private"}}\n{"code":"x=1"}',
    ),
  ).toEqual([
    ["shell", 1, "ls"],
    ["python", 3, "x=1"],
  ]);
});

test("ends an open block at the end", () => {
  expect(snippetsOf("```python\nimport a")).toEqual([["python", 2, "import a"]]);
});
