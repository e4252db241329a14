import type { TokenizedFile } from "@dodona/dolos-core";
import {
  type FileFingerprints,
  type FingerprintSettings,
  fileFingerprints,
  filteredTotal,
  longestRun,
  sharedCounts,
} from "./file-fingerprints.js";

/** How files are cut into fingerprints, and what counts as boilerplate. */
export interface ComparisonSettings extends FingerprintSettings {
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
): ComparedPair[] {
  const [ofAgents, ofNotebooks, ofIgnored] = [agents, notebooks, ignored].map((files) =>
    files.map((file) => fileFingerprints(file, settings)),
  );
  const boilerplate = boilerplateHashes(ofNotebooks, ofIgnored, settings);
  const notebookTotals = ofNotebooks.map((notebook) => filteredTotal(notebook, boilerplate));
  return ofAgents.flatMap((agent) => {
    const agentFiltered = filteredTotal(agent, boilerplate);
    return ofNotebooks.map((notebook, i) => ({
      ...pairNumbers(notebook, agent, boilerplate, [notebookTotals[i], agentFiltered]),
      agent: agent.file,
      notebook: notebook.file,
    }));
  });
}

/** What Dolos's `Pair` has, without its cost, and the same without boilerplate. */
function pairNumbers(
  notebook: FileFingerprints,
  agent: FileFingerprints,
  boilerplate: ReadonlySet<number>,
  [notebookFiltered, agentFiltered]: readonly [number, number],
): PairNumbers {
  const shared = sharedCounts(notebook, agent, boilerplate);
  const [notebookTotal, agentTotal] = [notebook.hashes.length, agent.hashes.length];
  return {
    similarity: ratio(shared.left + shared.right, notebookTotal + agentTotal),
    containment: ratio(shared.right, agentTotal),
    filteredSimilarity: ratio(shared.filteredLeft + shared.filteredRight, notebookFiltered + agentFiltered),
    filteredContainment: ratio(shared.filteredRight, agentFiltered),
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
  notebooks: readonly FileFingerprints[],
  ignored: readonly FileFingerprints[],
  { boilerplateShare }: ComparisonSettings,
): Set<number> {
  const hashes = new Set(ignored.flatMap(({ positions }) => [...positions.keys()]));
  if (notebooks.length < minNotebooks) return hashes;
  const counts = new Map<number, number>();
  for (const { positions } of notebooks)
    for (const hash of positions.keys()) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  for (const [hash, count] of counts) if (count > boilerplateShare * notebooks.length) hashes.add(hash);
  return hashes;
}
