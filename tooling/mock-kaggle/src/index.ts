export { archiveOf } from "./archive-of.js";
export { competitionsIn } from "./data-folder.js";
export type { Fault, FaultKind } from "./fault.js";
export type { MethodName } from "./methods.js";
export type { AuthorizationKind, LoggedRequest } from "./request-log.js";
export { type Kaggle, type MockKaggleOptions, startMockKaggle } from "./start-mock-kaggle.js";
export type {
  Content,
  MockCompetition,
  MockCredentials,
  MockFile,
  MockKernel,
  MockTeam,
} from "./world.js";
