"use client";

import { createContext, use } from "react";

/** What a control inside a Field needs, ready to be spread on it. */
export interface FieldControl {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
  readonly "aria-errormessage": string | undefined;
  readonly "aria-required": true | undefined;
}

export const FieldContext = createContext<FieldControl | null>(null);

/** The surrounding Field's wiring; null outside of one. Custom controls spread it on the element that takes the focus. */
export function useFieldControl(): FieldControl | null {
  return use(FieldContext);
}
