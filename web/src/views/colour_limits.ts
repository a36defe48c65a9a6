/** The limits of a scale in digits. No DOM. */
import { formatNumber } from "../trace/format";

/** As few decimals as tell the number: 1, 2.5, 0.05. */
export function formatLimit(value: number): string {
  const digits = [0, 1, 2, 3, 4, 5, 6].find((d) => Math.abs(Number(value.toFixed(d)) - value) < 1e-9) ?? 6;
  return formatNumber(value, digits);
}
