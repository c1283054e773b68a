const SUGGESTIONS = 3;

/** Damerau-Levenshtein distance (optimal string alignment), or `limit + 1` as soon as it is clear that it is more than `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? limit) + 1,
        (current[column - 1] ?? limit) + 1,
        (previous[column - 1] ?? limit) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (twoBack[column - 2] ?? limit) + 1);
      }
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest > limit) return limit + 1;
    twoBack = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}

/**
 * The names of `existing` that were probably meant by `wanted`, the likeliest first, at most three: first those that differ only by case or
 * underscores, then by edit distance, of which about one character in three may be wrong.
 */
export function nearestNames(wanted: string, existing: readonly string[]): string[] {
  const fold = (name: string) => name.toLowerCase().replaceAll("_", "");
  const folded = fold(wanted);
  const limit = Math.max(1, Math.min(6, Math.floor(folded.length / 3)));
  return existing
    .filter((name) => name !== wanted)
    .map((name) => {
      if (name.toLowerCase() === wanted.toLowerCase()) return { name, distance: -2 };
      const other = fold(name);
      return { name, distance: other === folded ? -1 : editDistance(folded, other, limit) };
    })
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, SUGGESTIONS)
    .map(({ name }) => name);
}
