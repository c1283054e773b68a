/** A short message that goes away by itself. */
export interface Notice {
  readonly id: number;
  readonly tone: "ok" | "danger";
  readonly message: string;
}

let notices: readonly Notice[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function replace(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

function show(tone: Notice["tone"], message: string): void {
  replace([...notices.slice(-2), { id: nextId++, tone, message }]);
}

/** Shows a toast, in the browser only: `success` for what was done, `error` for a failure that has no field or place of its own. Announced politely. */
export const notify = {
  success(message: string): void {
    show("ok", message);
  },
  error(message: string): void {
    show("danger", message);
  },
};

/** What the Toaster renders from: at most three notices, oldest first. */
export const noticeStore = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  current: (): readonly Notice[] => notices,
  dismiss: (id: number): void => {
    replace(notices.filter((notice) => notice.id !== id));
  },
};
