import type { Severity } from "../findings.js";
import { isLlmAddress } from "../llm-services.js";
import type { NetworkPolicy } from "../run-facts.js";

export interface Download {
  rule: string;
  severity: Severity;
  message: string;
}

const local =
  /^(https?:\/\/)?(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\u{fffc})(:|\/|$)/u;
const packageIndexes =
  /\/\/(pypi\.org|files\.pythonhosted\.org|download\.pytorch\.org|repo\.anaconda\.com|conda\.anaconda\.org|deb\.debian\.org|archive\.ubuntu\.com|developer\.download\.nvidia\.com|data\.pyg\.org)\//;
const weightHosts =
  /\/\/(huggingface\.co|hf\.co|cdn-lfs[\w.-]*|dl\.fbaipublicfiles\.com|tfhub\.dev|storage\.googleapis\.com\/(tensorflow|keras|download\.tensorflow)|download\.tensorflow\.org|nlp\.stanford\.edu)/;
const solutionWords =
  /solution|kaggle|winner|winning|1st|first[-_]place|leaderboard|answers?\b|test[-_]?labels?|labels?[-_]?test|ground[-_]?truth/i;

/**
 * What an address is if it leads outside of what an agent was given; undefined for addresses of the machine itself and of
 * LLM services, which have a rule of their own.
 */
export function classifyAddress(address: string, network: NetworkPolicy): Download | undefined {
  if (local.test(address) || isLlmAddress(address)) return undefined;
  const failed = network === "closed" ? ", on a run without a network" : "";
  if (/kaggle\.(com|io)|kaggleusercontent/.test(address))
    return { rule: "kaggle-address", severity: "high", message: `Requests an address of Kaggle${failed}` };
  if (solutionWords.test(address))
    return {
      rule: "solution-address",
      severity: "high",
      message: `Requests an address that names a solution or labels${failed}`,
    };
  if (/(^|\/\/|@)([\w.-]*\.)?(github(usercontent)?\.com|gitlab\.com|bitbucket\.org|gist\.)/.test(address)) {
    return {
      rule: "code-address",
      severity: network === "open" && /releases\/download/.test(address) ? "low" : "medium",
      message: `Requests code of others${failed}`,
    };
  }
  if (packageIndexes.test(address))
    return { rule: "package-download", severity: "low", message: `Downloads a package${failed}` };
  if (weightHosts.test(address))
    return {
      rule: "weights-download",
      severity: network === "closed" ? "medium" : "low",
      message: `Downloads pretrained weights${failed}`,
    };
  return { rule: "download", severity: "medium", message: `Requests an address on the network${failed}` };
}
