// Words that say nothing of which system a secret is for: kinds, environments and fillers.
const VAGUE_WORDS = new Set(
  (
    "a access account admin api apikey app apptoken auth bearer client cred credential credentials creds default demo dev " +
    "development env example first foo bar baz id important key keys local login main misc my name new number old other our " +
    "pass passphrase passwd password passwords pat private prod production public pw pwd qa sandbox secret secrets service " +
    "some something stage staging string stuff temp test testing text the thing tmp token tokens user username val value x xxx y z"
  ).split(" "),
);

// How well-known services' keys begin, and what no person would choose as a name: long runs of mixed letters and digits.
const KEY_PREFIX =
  /^(?:[spr]k_(?:live|test)_|sk-|gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|AKIA|ASIA|AIza|eyJ|pat-[a-z]{2}\d-|SG\.|npm_|hf_)[\w.-]{12,}$/;
const MIXED_RUN =
  /(?=[A-Za-z]*\d)(?=[A-Z\d]*[a-z])(?=[a-z\d]*[A-Z])[A-Za-z\d]{20,}|(?=[a-f]*\d)(?=\d*[a-f])[a-f\d]{24,}/;
const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i;

/**
 * A gentle hint when what was typed as a name – or the title it is made from – doesn't say which system the secret is for: "key", "secret 1", "API_KEY"; or when it looks
 * like a secret's value, which everybody in the workspace would then see. Null for a good name. It is advice: the name is allowed.
 */
export function vagueNameHint(typed: string): string | null {
  // More than that is no name anyway, and need not be searched.
  const text = typed.trim().slice(0, 200);
  if (KEY_PREFIX.test(text) || MIXED_RUN.test(text) || UUID.test(text)) {
    return "This looks like a value, and every member can see names. Put it into the value's field, and take a name such as HUBSPOT_API_KEY_PRODUCTION.";
  }
  const words = text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    // "key2" is a key; "1password" and "s3" are systems.
    .map((word) => word.replace(/\p{N}+$/u, ""))
    .filter((word) => word !== "");
  if (words.some((word) => word.length > 1 && !VAGUE_WORDS.has(word))) return null;
  return "Which system is it for? A name such as HUBSPOT_API_KEY_PRODUCTION says the system, the kind and the environment.";
}
