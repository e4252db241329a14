import type { ServerResponse } from "node:http";
import { RequestError } from "./request-error.js";

/** Aborts the work for a request. */
export interface ClientAbort {
  signal: AbortSignal;
  abort(reason: RequestError): void;
  /** Stops listening to the connection and the server. */
  release(): void;
}

/** Aborts if the client disconnects or the server stops. */
export function abortOnDisconnect(response: ServerResponse, stopped: AbortSignal): ClientAbort {
  const controller = new AbortController();
  const abort = (reason: RequestError): void => controller.abort(reason);
  const onClose = (): void =>
    abort(new RequestError(400, "Client disconnected.", "The connection was closed before the response."));
  const onStop = (): void => abort(new RequestError(503, "The server is closing.", "Nothing was validated."));
  response.on("close", onClose);
  stopped.addEventListener("abort", onStop);
  if (response.destroyed) onClose();
  if (stopped.aborted) onStop();
  return {
    signal: controller.signal,
    abort,
    release() {
      response.off("close", onClose);
      stopped.removeEventListener("abort", onStop);
    },
  };
}
