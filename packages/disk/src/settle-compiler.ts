/** The first Node version that exits without waiting for a compiler thread that in turn waits for the main thread. */
const firstUnaffectedMajor = 22;

/** A process with a heap that has run out is larger; Node by itself takes half of it. */
const smallProcess = 80 * 2 ** 20;

/**
 * Waits until V8's compiler threads are idle, where a Node that ends before would hang forever. Call it as the last
 * thing before the event loop runs empty, and when the process (or a worker thread) exits. Later versions of Node are
 * left alone; it never throws.
 *
 * Node 20, at its end, blocks the main thread in `NodePlatform::DrainTasks` until every background task is done. A
 * concurrent recompilation that has run out of heap waits meanwhile for a garbage collection, which only the main
 * thread can do (nodejs/node#54918); `process.exit` hangs alike. Measured with Node 20.20 on a submission with cells that
 * are NUL bytes: 7 of 20 `mlebench validate` hung without this, 0 of 300 with it. Turning concurrent recompilation off
 * at start by `v8.setFlagsFromString` does not help (the compiler threads exist by then), and the flag on node's own
 * command line would need a second process. `%FinalizeOptimization` waits for the compiler too, but with the main
 * thread parked: V8 then collects garbage as asked, or lets the compiler allocate beyond the limit. Afterwards nothing
 * more is optimized, so that no new compilation begins before the end.
 */
export function settleCompiler(): void {
  if (Number.parseInt(process.versions.node, 10) >= firstUnaffectedMajor) return;
  // Most commands end soon, and loading these modules would take a tenth of their time.
  if (process.memoryUsage.rss() < smallProcess) return;
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  const { runInThisContext } = process.getBuiltinModule("node:vm");
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  try {
    // Flags apply to the entire process, and its other threads may still have long work to do.
    if (isMainThread) setFlagsFromString("--no-opt");
    setFlagsFromString("--allow-natives-syntax");
    runInThisContext("%FinalizeOptimization()");
  } catch {
    // Without this function of V8's there is nothing better to do than to end.
  }
}
