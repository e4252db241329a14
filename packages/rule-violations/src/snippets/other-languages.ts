import type { StringFact } from "../python/facts.js";

/** Languages in which programs are not parsed, by the extensions of their files. */
const languages: Readonly<Record<string, string>> = {
  r: "R",
  rmd: "R",
  qmd: "R",
  jl: "Julia",
  java: "Java",
  scala: "Scala",
  kt: "Kotlin",
  c: "C",
  cc: "C++",
  cpp: "C++",
  cxx: "C++",
  cu: "CUDA",
  rs: "Rust",
  go: "Go",
  js: "JavaScript",
  mjs: "JavaScript",
  ts: "TypeScript",
  pl: "Perl",
  rb: "Ruby",
  lua: "Lua",
  m: "MATLAB",
  cs: "C#",
  swift: "Swift",
  sas: "SAS",
  do: "Stata",
};

/** The language of a program that is not parsed; undefined for other files. */
export function otherLanguage(name: string): string | undefined {
  const extension = /\.(\w+)$/.exec(name)?.[1].toLowerCase() ?? "";
  return Object.hasOwn(languages, extension) ? languages[extension] : undefined;
}

const comment = /^\s*(#|\/\/|\/?\*|--|%)/;
const literal = /(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** Constant strings of a program in any language, line by line, without those in lines of comments. */
export function constantStrings(program: string): StringFact[] {
  return program.split("\n").flatMap((text, index) => {
    if (comment.test(text) || text.length > 10_000) return [];
    return [...text.matchAll(literal)]
      .map(([, , value]) => ({ value, line: index + 1 }))
      .filter(({ value }) => value.length >= 3 && value.length <= 4000);
  });
}
