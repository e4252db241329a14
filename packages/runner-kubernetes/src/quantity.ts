const binaryUnits = [
  ["Gi", 2 ** 30],
  ["Mi", 2 ** 20],
  ["Ki", 2 ** 10],
] as const;

/** Bytes as a quantity, exactly: `16Gi`, `1500000000`. */
export function byteQuantity(bytes: number): string {
  const whole = Math.ceil(bytes);
  const unit = binaryUnits.find(([, size]) => whole > 0 && whole % size === 0);
  return unit === undefined ? String(whole) : `${whole / unit[1]}${unit[0]}`;
}

/** Cores as a quantity, rounded up to thousandths: `4`, `2500m`. */
export function cpuQuantity(cores: number): string {
  return Number.isInteger(cores) ? String(cores) : `${Math.ceil(cores * 1000)}m`;
}
