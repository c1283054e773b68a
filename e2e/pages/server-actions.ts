import type { Page } from "@playwright/test";
import { readPlace } from "#e2e/system/place.ts";

/** A server action that a page called: Next's id for it, and its input. */
export interface SentAction {
  readonly id: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Every server action of a workspace that a page calls from now on. */
export function collectServerActions(page: Page): SentAction[] {
  const sent: SentAction[] = [];
  page.on("request", (request) => {
    const id = request.headers()["next-action"];
    if (id === undefined) return;
    const [, input] = JSON.parse(request.postData() ?? "[]") as [string, SentAction["input"]?];
    if (input !== undefined) sent.push({ id, input });
  });
  return sent;
}

/** Calls a server action by hand, as the person of this page. Gives the answer's body. */
export async function callServerAction(
  page: Page,
  id: string,
  slug: string,
  input: unknown,
): Promise<string> {
  const answer = await page.request.post(`/w/${slug}/secrets`, {
    headers: {
      "next-action": id,
      "content-type": "text/plain;charset=UTF-8",
      accept: "text/x-component",
      // As a browser would send it; another one is refused before anything else is looked at.
      origin: readPlace().url,
    },
    data: JSON.stringify([slug, input]),
  });
  return await answer.text();
}
