/** Prints what a part of a program took, and what it returned. */
export async function timed(work) {
  const before = process.cpuUsage();
  const began = performance.now();
  const output = await work();
  const wall = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ wall, cpu: (user + system) / 1e6, output }));
}
