/** What a person may choose: their system's setting, or one of the two themes. */
export type Theme = "system" | "light" | "dark";

/** Name of the cookie that holds the choice. A cookie and not localStorage: the server knows it before the first byte, so nothing flashes and no inline script is needed. */
export const THEME_COOKIE = "tacit-theme";

/** Reads the cookie's value; anything unknown means "system". */
export function parseTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
