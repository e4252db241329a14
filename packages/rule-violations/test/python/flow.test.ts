import { beforeAll, expect, test } from "vitest";
import { extractFacts } from "../../src/python/extract.js";
import { joinFlows, type Origins, originsOf, reachable } from "../../src/python/flow.js";
import { parsePython, pythonParser } from "../../src/python/parser.js";

let originsOfWrite: (...programs: string[]) => Origins;

beforeAll(async () => {
  const parser = await pythonParser();
  originsOfWrite = (...programs) => {
    const facts = programs.map((program, index) => extractFacts(parsePython(parser, program), `u${index}`));
    const flow = joinFlows(facts);
    const write = facts.flatMap(({ writes }) => writes).find(({ path }) => path === "submission.csv");
    if (write === undefined) throw new Error("no program writes submission.csv");
    return originsOf(reachable(flow, write.dependencies), flow);
  };
});

test.each([
  ["a chain of calls", "import sklearn.svm as s\ns.SVC().fit(a, b).predict(c).to_csv('submission.csv')"],
  [
    "a function",
    "from sklearn.svm import SVC\ndef f(x):\n  m = SVC()\n  return m\ny = f(1)\ny.to_csv('submission.csv')",
  ],
  [
    "an attribute",
    "import lightgbm\nclass A:\n  def __init__(self):\n    self.m = lightgbm.LGBMRegressor()\n  def g(self):\n    return self.m\nA().g().to_csv('submission.csv')",
  ],
  [
    "a list that grows",
    "rows = []\nfor x in data:\n  rows.append(model.predict(x))\npd.DataFrame(rows).to_csv('submission.csv')",
  ],
  [
    "a comparison",
    "y = []\nif model.predict(x) > 0.5:\n  y.append(1)\npd.DataFrame(y).to_csv('submission.csv')",
  ],
  ["a handle", "with open('submission.csv', 'w') as f:\n  for x in model.predict(t):\n    f.write(str(x))"],
  [
    "a writer",
    "import csv\nf = open('submission.csv', 'w')\nw = csv.writer(f)\nw.writerows(model.predict(t))",
  ],
  ["print", "f = open('submission.csv', 'w')\nprint(model.predict(t), file=f)"],
  [
    "map",
    "import torch\nclass Net(torch.nn.Module):\n  pass\nnet = Net()\npd.DataFrame(map(net, x)).to_csv('submission.csv')",
  ],
  [
    "a library with import *",
    "from pycaret.regression import *\np = predict_model(b)\np.to_csv('submission.csv')",
  ],
  [
    "a NumPy estimate",
    "import numpy as np\nw = np.linalg.lstsq(a, b)[0]\nnp.savetxt('submission.csv', c @ w)",
  ],
])("follows predictions through %s", (_, program) => {
  expect(originsOfWrite(program).model).toBe(true);
});

test("follows predictions through files and modules of other programs", () => {
  const writer = "import numpy as np, pandas as pd\npd.DataFrame(np.load('p.npy')).to_csv('submission.csv')";
  const saver = "import numpy as np\nfrom work import make\nnp.save('p.npy', make())";
  const work = "import sklearn.svm\ndef make():\n  return sklearn.svm.SVC().fit(1, 2).predict(3)";
  expect(originsOfWrite(writer, saver, work).model).toBe(true);
  expect(originsOfWrite(writer).unknown).toBe(true);
});

test("takes the last value of a column that is assigned twice", () => {
  const first = "s['y'] = model.predict(t)\n";
  const second = "s['y'] = [1, 0, 1, 0, 1, 1, 0, 0, 1]\n";
  const write = "s.to_csv('submission.csv')";
  expect(originsOfWrite(first + second + write)).toMatchObject({
    model: false,
    literal: { count: 9, line: 2 },
  });
  expect(originsOfWrite(second + first + write).model).toBe(true);
  expect(originsOfWrite(`${first}if a:\n  s['y'] = [0]\n${write}`).model).toBe(true);
  expect(originsOfWrite(`${first}s['y'] = s['y'].clip(0, 1)\n${write}`).model).toBe(true);
});

test("names sources other than models", () => {
  expect(originsOfWrite("s['y'] = 0.5\ns.to_csv('submission.csv')").constant).toBe(true);
  expect(
    originsOfWrite("import numpy as np\ns['y'] = np.random.rand(9)\ns.to_csv('submission.csv')").random,
  ).toBe(true);
  expect(originsOfWrite("import openai\ns['y'] = openai.x(1)\ns.to_csv('submission.csv')").llm).toBe(true);
  expect(originsOfWrite("import mine\ns['y'] = mine.f(1)\ns.to_csv('submission.csv')").unknown).toBe(true);
  expect(originsOfWrite("import shutil\nshutil.copy('a.csv', 'submission.csv')").copy).toBe(true);
});
