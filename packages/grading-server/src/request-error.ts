/** A request that is rejected because of its form or a limit, whatever the submission contains. */
export class RequestError extends Error {
  readonly status: number;
  /** One sentence that names the limit or the fix. */
  readonly details: string;
  /** Seconds after which to try again. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, details: string, retryAfter?: number) {
    super(message);
    this.name = "RequestError";
    this.status = status;
    this.details = details;
    this.retryAfter = retryAfter;
  }
}
