import { parser } from "@lezer/python";

// The tree's nodes as this module needs them; @lezer/common's type is structurally the same.
type Node = ReturnType<typeof parser.parse>["topNode"];

/** What a name stands for in the code, as far as a plain reading of it tells. */
type Meaning = "app" | "secrets" | "get";

/** A string literal's text, when it is a plain one: no escapes, no bytes, no formatting. */
function plainString(source: string): string | null {
  const match = /^[rRuU]?(?:"([^"\\]*)"|'([^'\\]*)')$/.exec(source);
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

class Reader {
  readonly names = new Set<string>();
  readonly code: string;
  readonly meanings = new Map<string, Meaning>([["app", "app"]]);

  constructor(code: string) {
    this.code = code;
  }

  text(node: Node | null): string {
    return node === null ? "" : this.code.slice(node.from, node.to);
  }

  /** What an expression stands for: `app`, `app.secrets`, `app.secrets.get`, an alias of one of them, or nothing. */
  meaningOf(node: Node | null): Meaning | null {
    if (node === null) return null;
    if (node.name === "VariableName") return this.meanings.get(this.text(node)) ?? null;
    if (node.name === "ParenthesizedExpression") return this.meaningOf(node.firstChild?.nextSibling ?? null);
    if (node.name !== "MemberExpression") return null;
    const object = this.meaningOf(node.firstChild);
    const property = node.lastChild?.name === "PropertyName" ? this.text(node.lastChild) : "";
    if (object === "app" && property === "secrets") return "secrets";
    return object === "secrets" && property === "get" ? "get" : null;
  }

  /** `x = app.secrets` and `from app import secrets as x` give a name a meaning; scopes are not told apart. */
  learn(node: Node): void {
    if (node.name === "AssignStatement" || node.name === "NamedExpression") {
      const target = node.firstChild;
      const meaning = this.meaningOf(node.lastChild);
      if (target?.name === "VariableName" && meaning !== null) this.meanings.set(this.text(target), meaning);
    } else if (node.name === "ImportStatement") {
      const source = this.text(node);
      const alias = /^(?:import\s+app|from\s+app\s+import\s*\(?\s*(secrets))\s+as\s+(\w+)/.exec(source);
      if (alias?.[2] !== undefined) this.meanings.set(alias[2], alias[1] === undefined ? "app" : "secrets");
      else if (/^from\s+app\s+import\s*\(?\s*secrets\b/.test(source)) this.meanings.set("secrets", "secrets");
    }
  }

  collect(node: Node): void {
    if (node.name === "MemberExpression" && this.meaningOf(node.firstChild) === "secrets") {
      const property = node.lastChild;
      if (property?.name === "PropertyName" && this.text(property) !== "get")
        this.names.add(this.text(property));
    } else if (node.name === "CallExpression") {
      const callee = node.firstChild;
      const args = node.lastChild?.getChildren("String") ?? [];
      const first = node.lastChild?.firstChild?.nextSibling ?? null;
      if (this.meaningOf(callee) === "get" && first?.name === "String") this.addString(first);
      if (this.text(callee) === "getattr" && this.meaningOf(first) === "secrets")
        this.addString(args[0] ?? null);
    }
  }

  addString(node: Node | null): void {
    const name = node === null ? null : plainString(this.text(node));
    if (name !== null && /^[A-Za-z_]\w{0,99}$/.test(name)) this.names.add(name);
  }
}

/**
 * The names of the secrets that Python code references: `app.secrets.NAME`, `.get("NAME")`, `getattr(app.secrets, "NAME")`, through simple
 * aliases too. Sorted, each once. A name that the code computes is not found: it is selected in the action's Secrets panel.
 */
export function findSecretReferences(code: string): string[] {
  const reader = new Reader(code);
  const root = parser.parse(code).topNode;
  // Twice, because an alias may be used above the line that makes it (in a function), or stand on another alias.
  for (let pass = 0; pass < 2; pass += 1) {
    root.cursor().iterate((node) => {
      reader.learn(node.node);
    });
  }
  root.cursor().iterate((node) => {
    reader.collect(node.node);
  });
  return [...reader.names].filter((name) => /^[A-Za-z_]\w{0,99}$/.test(name)).sort();
}
