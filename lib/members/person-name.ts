/** How a person is named whose account may be gone: the joined name, or what stands for it. */
export function personName(name: string | null): string {
  return name ?? "a former member";
}
