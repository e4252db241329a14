export type { Agent } from "./agent.js";
export {
  type AgentCommand,
  type AgentTemplate,
  agentSecrets,
  agentTemplate,
  missingSecrets,
  privilegedConsentVariable,
  requirePrivilegedConsent,
  resolveAgentCommand,
  type SecretText,
} from "./agent-command.js";
export { type AgentContextOptions, agentContext, agentFilesHash } from "./agent-context.js";
export { homeFiles } from "./home-files.js";
export { type AgentOverrides, literalSecrets, maskSecrets, withOverrides } from "./overrides.js";
export {
  isPlexeConfiguration,
  type PlexeConfiguration,
  plexeAgentId,
  plexeConfiguration,
  plexeEnvironment,
} from "./plexe.js";
export { readPythonMapping } from "./python-yaml.js";
export {
  type AgentSearch,
  agentsDirectory,
  findAgent,
  listAgentDirectory,
  listAgents,
  loadAgentDirectory,
} from "./registry.js";
