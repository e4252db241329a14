import { FingerprintIndex, type TokenizedFile } from "@dodona/dolos-core";
import { type FileFingerprints, fileFingerprints, longestRun, sharedCounts } from "./file-fingerprints.js";

/** How files are cut into fingerprints, and what counts as boilerplate. */
export interface ComparisonSettings {
  /** Tokens in a fingerprint. */
  kgramLength: number;
  /** Of so many fingerprints in a row, one is kept. */
  kgramsInWindow: number;
  /** A fingerprint in more than this share of the notebooks is boilerplate. */
  boilerplateShare: number;
}

/** Numbers of a script of the agent (left out of them: what is in both) and a notebook. */
export interface PairNumbers {
  /** Dolos's similarity: share of the fingerprints of both files that the other one has too. 0 to 1. */
  similarity: number;
  /** Share of the agent's fingerprints that the notebook has too. 0 to 1. */
  containment: number;
  /** The same without boilerplate. */
  filteredSimilarity: number;
  filteredContainment: number;
  /** Fingerprints of the agent that the notebook has too, without boilerplate. */
  filteredCovered: number;
  /** Longest run of shared fingerprints. */
  longest: number;
  /** Shared fingerprints, counted in both files. */
  overlap: number;
  agentCovered: number;
  notebookCovered: number;
  agentTotal: number;
  notebookTotal: number;
}

export interface ComparedPair extends PairNumbers {
  agent: TokenizedFile;
  notebook: TokenizedFile;
}

export interface Comparison {
  index: FingerprintIndex;
  /** Every script of the agent with every notebook. */
  pairs: ComparedPair[];
}

/** Notebooks that are needed before a share of them says anything. */
const minNotebooks = 4;

/**
 * Compares every script of an agent with every notebook, and nothing else.
 * @param ignored templates, such as the competition's starter code: their fingerprints are boilerplate
 */
export function compareFiles(
  agents: readonly TokenizedFile[],
  notebooks: readonly TokenizedFile[],
  ignored: readonly TokenizedFile[],
  settings: ComparisonSettings,
): Comparison {
  const { kgramLength, kgramsInWindow } = settings;
  const index = new FingerprintIndex(kgramLength, kgramsInWindow);
  index.addFiles([...notebooks, ...agents]);
  const boilerplate = boilerplateHashes(index, notebooks, ignored, settings);
  const fingerprints = new Map(
    index.entries().map((entry) => [entry.file.id, fileFingerprints(entry, boilerplate)]),
  );
  const pairs = agents.flatMap((agent) =>
    notebooks.map((notebook) => {
      const [left, right] = [notebook, agent].map(({ id }) => fingerprints.get(id) as FileFingerprints);
      return { ...pairNumbers(left, right, boilerplate), agent, notebook };
    }),
  );
  return { index, pairs };
}

/** What Dolos's `Pair` has, without its cost, and the same without boilerplate. */
function pairNumbers(
  notebook: FileFingerprints,
  agent: FileFingerprints,
  boilerplate: ReadonlySet<number>,
): PairNumbers {
  const shared = sharedCounts(notebook, agent, boilerplate);
  const [notebookTotal, agentTotal] = [notebook.hashes.length, agent.hashes.length];
  const filteredTotal = notebook.filteredTotal + agent.filteredTotal;
  return {
    similarity: ratio(shared.left + shared.right, notebookTotal + agentTotal),
    containment: ratio(shared.right, agentTotal),
    filteredSimilarity: ratio(shared.filteredLeft + shared.filteredRight, filteredTotal),
    filteredContainment: ratio(shared.filteredRight, agent.filteredTotal),
    filteredCovered: shared.filteredRight,
    longest: longestRun(notebook, agent, shared),
    overlap: shared.left + shared.right,
    agentCovered: shared.right,
    notebookCovered: shared.left,
    agentTotal,
    notebookTotal,
  };
}

const ratio = (part: number, total: number): number => (total > 0 ? part / total : 0);

function boilerplateHashes(
  index: FingerprintIndex,
  notebooks: readonly TokenizedFile[],
  ignored: readonly TokenizedFile[],
  { kgramLength, kgramsInWindow, boilerplateShare }: ComparisonSettings,
): Set<number> {
  const templates = new FingerprintIndex(kgramLength, kgramsInWindow);
  templates.addFiles([...ignored]);
  const hashes = new Set(templates.sharedFingerprints().map(({ hash }) => hash));
  if (notebooks.length < minNotebooks) return hashes;
  const ids = new Set(notebooks.map(({ id }) => id));
  for (const fingerprint of index.sharedFingerprints()) {
    if (fingerprint.fileCount() <= boilerplateShare * notebooks.length) continue;
    const count = fingerprint.files().filter(({ id }) => ids.has(id)).length;
    if (count > boilerplateShare * notebooks.length) hashes.add(fingerprint.hash);
  }
  return hashes;
}
