export type { StartGradingServer, ValidationService } from "./grading-service.js";
export { backend, createProcessBackend, type ProcessBackendOptions } from "./process-backend.js";
