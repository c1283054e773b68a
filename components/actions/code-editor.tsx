"use client";

import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { completeSecrets } from "#components/actions/complete-secrets.ts";
import { editorTheme } from "#components/actions/editor-theme.ts";
import { documentNonce } from "#components/ui/csp-nonce.ts";
import type { SyntaxProblem } from "#lib/actions/types.ts";
import type { SecretName } from "#lib/secrets/types.ts";

interface CodeEditorProps {
  /** The code at the beginning; afterwards the editor holds it and tells of changes. */
  initialCode: string;
  secrets: readonly SecretName[];
  problem: SyntaxProblem | null;
  onChange: (code: string) => void;
  /** An id of the text that explains how to leave the editor by keyboard. */
  describedBy: string;
}

/** Where the code is marked: the problem's line from its column to its end, or the whole line. */
function placeOf(state: EditorState, problem: SyntaxProblem): { from: number; to: number } {
  const line = state.doc.line(Math.min(Math.max(problem.line, 1), state.doc.lines));
  const from = Math.min(line.from + Math.max(problem.column - 1, 0), line.to);
  return from === line.to ? { from: line.from, to: line.to } : { from, to: line.to };
}

/** A Python editor, labelled Code, that completes this workspace's secret names. */
export function CodeEditor({ initialCode, secrets, problem, onChange, describedBy }: CodeEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const completion = useRef(new Compartment());
  const notifyChange = useRef(onChange);
  const first = useRef({ code: initialCode, secrets });

  useEffect(() => {
    notifyChange.current = onChange;
  }, [onChange]);

  useEffect(() => {
    if (parent.current === null) return;
    const state = EditorState.create({
      doc: first.current.code,
      extensions: [
        EditorView.cspNonce.of(documentNonce()),
        EditorView.contentAttributes.of({ "aria-label": "Code", "aria-describedby": describedBy }),
        EditorState.tabSize.of(4),
        indentUnit.of("    "),
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        python(),
        completion.current.of(
          autocompletion({ override: [completeSecrets(first.current.secrets)], icons: false }),
        ),
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...completionKeymap,
          // Tab takes what is proposed, as in every other editor; where nothing is, it indents.
          { key: "Tab", run: acceptCompletion },
          indentWithTab,
        ]),
        EditorView.lineWrapping,
        editorTheme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) notifyChange.current(update.state.doc.toString());
        }),
      ],
    });
    const view = new EditorView({ state, parent: parent.current });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [describedBy]);

  useEffect(() => {
    editor.current?.dispatch({
      effects: completion.current.reconfigure(
        autocompletion({ override: [completeSecrets(secrets)], icons: false }),
      ),
    });
  }, [secrets]);

  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    const diagnostics =
      problem === null
        ? []
        : [{ ...placeOf(view.state, problem), severity: "error" as const, message: problem.message }];
    view.dispatch(setDiagnostics(view.state, diagnostics));
  }, [problem]);

  return <div ref={parent} />;
}
