import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword],
    color: "var(--color-accent)",
    fontWeight: "500",
  },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--color-ok)" },
  { tag: [tags.comment], color: "var(--color-ink-faint)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--color-warn)" },
  {
    tag: [tags.definition(tags.variableName), tags.function(tags.definition(tags.variableName))],
    fontWeight: "500",
  },
]);

const view = EditorView.theme({
  "&": { backgroundColor: "var(--color-surface)", color: "var(--color-ink)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "2px solid var(--color-ring)", outlineOffset: "-2px" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    lineHeight: "1.6",
    minHeight: "20rem",
    maxHeight: "60vh",
  },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--color-ink)" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    color: "var(--color-ink-faint)",
    border: "none",
    paddingLeft: "0.25rem",
  },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--color-sunken) 60%, transparent)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--color-accent) 22%, transparent)",
  },
  ".cm-cursor": { borderLeftColor: "var(--color-ink)" },
  ".cm-tooltip": {
    backgroundColor: "var(--color-raised)",
    color: "var(--color-ink)",
    border: "1px solid var(--color-rule)",
    borderRadius: "5px",
    boxShadow: "var(--shadow-raised)",
    overflow: "hidden",
  },
  // What stands beside the list has to be able to leave it.
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" },
  "& .cm-tooltip.cm-tooltip-autocomplete > ul": { minWidth: "12rem", maxWidth: "min(26rem, 80vw)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "14rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.625rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--color-accent)",
    color: "var(--color-accent-ink)",
  },
  ".cm-completionInfo": {
    padding: "0.5rem 0.75rem",
    maxWidth: "min(20rem, 80vw)",
    fontFamily: "var(--font-sans)",
    whiteSpace: "pre-line",
    overflowWrap: "anywhere",
  },
  ".cm-diagnostic": { padding: "0.375rem 0.75rem", fontFamily: "var(--font-sans)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--color-danger)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--color-danger)",
    textUnderlineOffset: "3px",
  },
});

/** The editor's look, made of the product's own tokens, so that it follows light and dark with everything else. */
export const editorTheme = [view, syntaxHighlighting(highlight)];
