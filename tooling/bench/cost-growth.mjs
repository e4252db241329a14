// What each thing more costs, from measurements of growing sizes.

/**
 * Cost of each item beyond the smallest size, so that what starting takes is left out.
 * @param {{ size: number, cpu: number, memory: number }[]} points ascending; seconds and bytes
 * @returns microseconds and bytes for each item, for every size but the smallest
 */
export function costOfEach(points) {
  const [base, ...others] = points;
  return others.map(({ size, cpu, memory }) => ({
    size,
    microseconds: (1e6 * (cpu - base.cpu)) / (size - base.size),
    bytes: (memory - base.memory) / (size - base.size),
  }));
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten as `10⁴`, other numbers in digits. */
export function sizeText(size) {
  const exponent = Math.log10(size);
  return Number.isInteger(exponent) ? `10${superscripts[exponent]}` : size.toLocaleString("en-US");
}
