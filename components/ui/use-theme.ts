"use client";

import { useSyncExternalStore } from "react";
import { THEME_COOKIE, parseTheme } from "#components/ui/theme.ts";
import type { Theme } from "#components/ui/theme.ts";

const YEAR_SECONDS = 31_536_000;

function subscribe(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    observer.disconnect();
  };
}

function currentTheme(): Theme {
  return parseTheme(document.documentElement.dataset["theme"]);
}

function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const maxAge = theme === "system" ? 0 : YEAR_SECONDS;
  document.cookie = `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${maxAge}; SameSite=Lax${secure}`;
}

/** The chosen theme and its setter; the page changes at once and the choice holds for a year in this browser. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, currentTheme, (): Theme => "system");
  return [theme, setTheme];
}
