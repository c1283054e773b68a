/** The middle one of the figures; the upper of two. NaN when there are none. */
export function median(figures: readonly number[]): number {
  return percentile(figures, 50);
}

/** The smallest figure that has `percent` of a hundred below it; 0 is the least, 100 the greatest. NaN when there are none. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

/** Prints rows under their headings: the first column to the left, the others to the right. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all) {
    const cells = row.map((text, column) =>
      column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
    );
    console.log(cells.join("  ").trimEnd());
  }
}

/** Says whether a figure in milliseconds keeps within its bar. */
export function printBar(what: string, figure: number, bar: number): void {
  console.log(`${what}: ${figure.toFixed(0)} ms; bar ${bar} ms: ${figure <= bar ? "met" : "MISSED"}`);
}
