/** An imported module, also one that is imported by a call with a constant name. */
export interface ImportFact {
  /** Dotted, such as `sklearn.linear_model`. */
  module: string;
  /** What is imported from it. */
  name?: string;
  line: number;
}

/** The innermost loop around a call. */
export interface Loop {
  /** How often it runs: the constant of `range`, infinity for `while True`, undefined if unknown. */
  bound: number | undefined;
}

export interface CallFact {
  /** Dotted, with aliases of imports replaced: `requests.post`; `?` for what has no name, as in `?.predict`. */
  callee: string;
  /** Constant strings among the arguments; undefined for others. */
  args: readonly (string | undefined)[];
  keywords: ReadonlyMap<string, string>;
  line: number;
  loop: Loop | undefined;
}

/** A constant string that the program uses as a value: not documentation, not printed, and not searched for. */
export interface StringFact {
  value: string;
  line: number;
}

/** A program text inside a program: a shell command, or Python for `exec`. */
export interface NestedFact {
  language: "shell" | "python" | "file";
  /** Where a file is written to. */
  path?: string;
  text: string;
  line: number;
  loop: Loop | undefined;
}

/** A file that a program writes. */
export interface WriteFact {
  /** Its path if constant, perhaps with unknown parts. */
  path: string | undefined;
  /** Nodes that the path depends on. */
  pathDependencies: readonly string[];
  /** Nodes that the contents depend on. */
  dependencies: readonly string[];
  line: number;
}

/** What is known of one Python source. */
export interface PythonFacts {
  imports: ImportFact[];
  calls: CallFact[];
  strings: StringFact[];
  nested: NestedFact[];
  writes: WriteFact[];
  /** Data flow: what each node depends on. Nodes that begin with `!` are sources. */
  edges: Map<string, Set<string>>;
}

/** Facts of an empty program. */
export const emptyFacts = (): PythonFacts => ({
  imports: [],
  calls: [],
  strings: [],
  nested: [],
  writes: [],
  edges: new Map(),
});

/** Sources of data. `!literal:N:LINE` is a collection of N constants, and `!import:X` an unknown library. */
export const sources = {
  model: "!model",
  llm: "!llm",
  network: "!network",
  random: "!random",
  loaded: "!loaded",
  constant: "!constant",
  literal: "!literal:",
  unknownImport: "!import:",
} as const;
