export type { StartGradingServer, ValidationService } from "./grading-service.js";
export { createProcessBackend, type ProcessBackendOptions } from "./process-backend.js";
