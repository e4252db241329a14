import { afterEach, expect, test } from "vitest";
import { fetchKernel, listKernels, notebookToScript } from "../src/index.js";
import { closeAll, connect, json, serve } from "./loopback.js";

afterEach(closeAll);

const notebook = (...cells: readonly (readonly [type: string, source: string])[]) =>
  JSON.stringify({
    nbformat: 4,
    cells: cells.map(([cell_type, source]) => ({ cell_type, source: source.split(/(?<=\n)/) })),
  });

const code = (source: string) => notebookToScript(notebook(["code", source]), "n");

test("kernels are listed by votes over as many pages as it takes", async () => {
  const api = await serve((request, response) => {
    const { page, pageSize } = JSON.parse(request.body) as { page: number; pageSize: number };
    const kernels = Array.from({ length: pageSize }, (_, index) => ({
      ref: `author/kernel-${(page - 1) * pageSize + index}`,
      title: "T",
      author: "Ada",
      totalVotes: 1000 - index,
      language: "Python",
    }));
    json(response, { kernels: page > 2 ? kernels.slice(0, 10) : kernels });
  });
  const kernels = await listKernels(connect(api.url), "comp", { limit: 250 });
  expect(kernels.length).toBe(210);
  expect(kernels[0]).toEqual({
    ref: "author/kernel-0",
    title: "T",
    author: "Ada",
    votes: 1000,
    language: "python",
  });
  expect((await listKernels(connect(api.url), "comp", { limit: 5 })).map(({ ref }) => ref)).toEqual(
    [0, 1, 2, 3, 4].map((index) => `author/kernel-${index}`),
  );
  expect(JSON.parse(api.seen[0].body)).toMatchObject({
    competition: "comp",
    language: "python",
    sortBy: "VOTE_COUNT",
    group: "EVERYONE",
    pageSize: 100,
    page: 1,
  });
});

test("a server that repeats the same page does not cause an endless loop", async () => {
  const api = await serve((_, response) => json(response, { kernels: [{ ref: "a/b" }], nextPageToken: "x" }));
  expect((await listKernels(connect(api.url), "comp", { limit: 50 })).length).toBe(1);
});

test.each([
  ["python", "notebook", notebook(["code", "x = 1"]), "ada_my-kernel.py", "x = 1\n"],
  ["python", "script", "x = 1", "ada_my-kernel.py", "x = 1"],
  ["R", "script", "x <- 1", "ada_my-kernel.R", "x <- 1"],
  ["r", "notebook", "{}", "ada_my-kernel.irnb", "{}"],
])("a kernel in %s as %s", async (language, kernelType, source, fileName, expected) => {
  const api = await serve((_, response) =>
    json(response, { metadata: {}, blob: { source, language, kernelType } }),
  );
  const kernel = await fetchKernel(connect(api.url), "ada/my-kernel");
  expect(kernel).toEqual({
    ref: "ada/my-kernel",
    language: language.toLowerCase(),
    fileName,
    source: expected,
  });
  expect(JSON.parse(api.seen[0].body)).toEqual({ userName: "ada", kernelSlug: "my-kernel" });
});

test.each(["kernel", "../x", "a/b/c", "a/b/1/2", "a b/c"])("%s is no name of a kernel", async (ref) => {
  await expect(fetchKernel(connect("http://127.0.0.1:9"), ref)).rejects.toThrow("not the name of a kernel");
});

test("a kernel without a source is an error", async () => {
  const api = await serve((_, response) => json(response, { blob: {} }));
  await expect(fetchKernel(connect(api.url), "a/b")).rejects.toThrow("without its source");
});

test("code cells stay in order and text becomes comments", () => {
  const text = notebook(
    ["markdown", "# Title\n\nWords"],
    ["code", "import os\n"],
    ["raw", "x"],
    ["code", ""],
    ["code", "a = 1\nb = 2"],
  );
  expect(notebookToScript(text, "n")).toBe("# # Title\n#\n# Words\n\nimport os\n\n# x\n\na = 1\nb = 2\n");
  expect(notebookToScript(notebook(), "n")).toBe("");
});

test("format 3 is read too", () => {
  const old = JSON.stringify({
    nbformat: 3,
    worksheets: [
      {
        cells: [
          { cell_type: "heading", source: "Start" },
          { cell_type: "code", input: ["x = 1\n", "y = 2"] },
        ],
      },
    ],
  });
  expect(notebookToScript(old, "n")).toBe("# # Start\n\nx = 1\ny = 2\n");
});

test.each([
  ["%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1\n"],
  ["!pip install \\\n  a b\nx = 1", "# !pip install \\\n#   a b\nx = 1\n"],
  ["if x:\n    !ls\ny = 1", "if x:\n    pass  # !ls\ny = 1\n"],
  ["files = !ls *.csv\nn = len(files)", "files = None  # !ls *.csv\nn = len(files)\n"],
  ["    r = %timeit -o f()", "r = None  # %timeit -o f()\n"],
  ["df.head?\n?df\n?\na.b[0].c??;", "# df.head?\n# ?df\n# ?\n# a.b[0].c??;\n"],
  ['print("really?")\nx = 1 # why?', 'print("really?")\nx = 1 # why?\n'],
  ["%%time\nx = 1\n!ls", "# %%time\nx = 1\n# !ls\n"],
  ["# run\n%%bash\necho 'a", "# run\n# %%bash\n# echo 'a\n"],
  ["%%writefile a.py\nx = 1", "# %%writefile a.py\n# x = 1\n"],
  ["pip install -q x", "# pip install -q x\n"],
  ["s = '''\n%time\n!ls\n'''\n%time", "s = '''\n%time\n!ls\n'''\n# %time\n"],
  ["t = ('%s'\n     % 3)\n!ls", "t = ('%s'\n     % 3)\n# !ls\n"],
  ["t = a \\\n% b", "t = a \\\n% b\n"],
  ["u = \"it's\" # don't (\n!ls", "u = \"it's\" # don't (\n# !ls\n"],
  ["v = 'a\\'b(' \n%x", "v = 'a\\'b(' \n# %x\n"],
  ["w = 5 %3\nz = a!=b", "w = 5 %3\nz = a!=b\n"],
  ["d['k'] = !ls\r\nq = 1", "d['k'] = None  # !ls\nq = 1\n"],
])("what only IPython understands becomes comments: %j", (source, expected) => {
  expect(code(source)).toBe(expected);
});

test("what is no notebook is refused", () => {
  for (const text of ["", "{", "[]", "{}", '{"cells": 3}', "null"])
    expect(() => notebookToScript(text, "a/b")).toThrow("not what Jupyter writes");
});
