/** The cookie in which a browser keeps the slug of the workspace that it showed last. A convenience; it grants nothing. */
export const LAST_WORKSPACE_COOKIE = "tacit-workspace";
