import { expect, test } from "vitest";
import { notebookSnippets } from "../../src/snippets/notebook.js";
import { fileLine } from "../../src/snippets/snippet.js";

const notebook = JSON.stringify(
  {
    cells: [
      { cell_type: "markdown", source: ["import nothing"] },
      { cell_type: "code", source: ["!pip install x\n", "import a\n", "%matplotlib inline\n", "b()"] },
      { cell_type: "code", source: "%%bash\nls /x" },
      { cell_type: "code", source: "%%writefile a.csv\n1,2" },
      { cell_type: "code", source: "c()" },
    ],
  },
  null,
  1,
);

test("joins code cells into one program, with the lines of the file", () => {
  const snippets = notebookSnippets(notebook, "n.ipynb") ?? [];
  const program = snippets.find(({ language }) => language === "python");
  if (program === undefined) throw new Error("no program");
  expect(program.text).toBe("pass\nimport a\npass\nb()\nc()");
  const lines = notebook.split("\n");
  const found = ["import a", "b()", "c()"].map((text) => program.text.split("\n").indexOf(text) + 1);
  expect(found.map((line) => lines[fileLine(program, line) - 1].trim())).toEqual([
    '"import a\\n",',
    '"b()"',
    '"source": "c()"',
  ]);
});

test("takes shell lines, shell cells, and written files", () => {
  expect(
    notebookSnippets(notebook, "n.ipynb")?.map(({ language, text, path }) => [language, text, path]),
  ).toEqual([
    ["shell", "pip install x", undefined],
    ["shell", "ls /x", undefined],
    ["file", "1,2", "a.csv"],
    expect.arrayContaining(["python"]),
  ]);
});

test.each(["", "{", "[]", "null", '{"cells": 5}', '{"cells": [null, 5, {}]}'])(
  "takes %s as it is",
  (text) => {
    expect(() => notebookSnippets(text, "n.ipynb")).not.toThrow();
  },
);

const cellsOf = (cells: string[], metadata: unknown = {}) =>
  notebookSnippets(
    JSON.stringify({ cells: cells.map((source) => ({ cell_type: "code", source })), metadata }),
    "n.ipynb",
  )?.map(({ language, text }) => [language, text]);

test("cells of other languages are no Python", () => {
  expect(cellsOf(["%%writefile a.py\nimport x", "%%script bash\nls", "%%!\npwd", "%%R\nlm(y)"])).toEqual([
    ["python", "import x"],
    ["shell", "ls"],
    ["shell", "pwd"],
    ["other", "lm(y)"],
    ["python", ""],
  ]);
  expect(cellsOf(["%%html\n<b>", "%%time\nf()", "%%script python\ng()"])).toEqual([
    ["python", "# %%time\nf()\n# %%script python\ng()"],
  ]);
});

test.each([
  [{ language_info: { name: "R" } }, "other"],
  [{ kernelspec: { name: "julia-1.9" } }, "other"],
  [{ kernelspec: { name: "bash" } }, "shell"],
  [{ kernelspec: { name: "rapids" } }, "python"],
  [{ kernelspec: null, language_info: 3 }, "python"],
  [null, "python"],
  ["text", "python"],
])("a notebook with the metadata %j is %s", (metadata, language) => {
  expect(cellsOf(["f()"], metadata)).toEqual([[language, "f()"]]);
});
