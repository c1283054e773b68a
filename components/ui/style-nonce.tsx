"use client";

import { setNonce } from "get-nonce";
import { documentNonce } from "#components/ui/csp-nonce.ts";

// Dialogs lock the page's scrolling with a <style> element (react-remove-scroll), which takes its nonce from get-nonce.
if (typeof document !== "undefined") setNonce(documentNonce());

/** Lets primitives that make style elements pass the content security policy; renders nothing. */
export function StyleNonce() {
  return null;
}
