"use client";

import { useEffect } from "react";
import { LAST_WORKSPACE_COOKIE } from "#lib/auth/last-workspace.ts";

/** Notes in a cookie that this workspace was seen last, so that the start page leads here. */
export function RememberWorkspace({ slug }: { slug: string }) {
  useEffect(() => {
    document.cookie = `${LAST_WORKSPACE_COOKIE}=${slug}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }, [slug]);
  return null;
}
