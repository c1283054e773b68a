// Words that say nothing of which system a secret is for: kinds, environments and fillers.
const VAGUE_WORDS = new Set(
  (
    "a access account admin api apikey app apptoken auth bearer client cred credential credentials creds default demo dev " +
    "development env example first foo bar baz id important key keys local login main misc my name new number old other our " +
    "pass passphrase passwd password passwords pat private prod production public pw pwd qa sandbox secret secrets service " +
    "some something stage staging string stuff temp test testing text the thing tmp token tokens user username val value x xxx y z"
  ).split(" "),
);

/**
 * A gentle hint when a name – or the title it is made from – doesn't say which system it is for: "key", "secret 1", "API_KEY". Null for a name that does.
 * It is advice: the name is allowed.
 */
export function vagueNameHint(name: string): string | null {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
  if (words.some((word) => word.length > 1 && !VAGUE_WORDS.has(word))) return null;
  return "Which system is it for? A name such as HUBSPOT_API_KEY_PRODUCTION says the system, the kind and the environment.";
}
