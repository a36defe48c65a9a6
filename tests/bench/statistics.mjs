// Medians and percentiles, and a table to print them in.

/** The value below which `share` of the sorted values lie (nearest rank). */
export function percentile(values, share) {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export const summary = (values) => ({
  count: values.length,
  median: percentile(values, 0.5),
  p95: percentile(values, 0.95),
});

export const milliseconds = (value) => `${value.toFixed(1)} ms`;

export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** Columns as wide as their widest cell, numbers to the right. */
export function table(head, rows) {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (cells) => cells.map((cell, at) => cell.padStart(widths[at])).join("  ");
  return [line(head), ...rows.map(line)].join("\n");
}
