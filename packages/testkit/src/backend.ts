export { backendContract } from "./backend/backend-contract.js";
export { type BackendContractOptions, writeContractAgent } from "./backend/backend-harness.js";
