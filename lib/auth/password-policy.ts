// What a new password must be, after NIST SP 800-63B-4 §3.1.1: long, not guessable from its surroundings, and nothing about kinds of characters.

/** In characters as people count them (code points). */
const MIN_PASSWORD_LENGTH = 12;
/** Long enough for any passphrase; bounds what one hash can cost. */
export const MAX_PASSWORD_LENGTH = 1024;

/** Long passwords that stand high in every leaked list; shorter ones are refused by length. In lower case, without blanks. */
const common = new Set([
  "123456789012", "1234567890123", "123456789123", "1q2w3e4r5t6y", "1qaz2wsx3edc", "abcdefghijkl", "adminadminadmin",
  "administrator", "changemeplease", "correcthorsebatterystaple", "iloveyouiloveyou", "letmeinletmein", "passwordpassword",
  "qazwsxedcrfv", "qwerty123456", "qwertyuiop12", "qwertyuiop123", "qwertyuiopasdf", "qwertyuiop[]", "trustno1trustno1",
  "welcomewelcome", "zaq12wsxcde3",
]); // prettier-ignore

/** Words that everybody tries: they don't count towards the length. */
const weakWords = ["password", "passwort", "tacit", "secret", "welcome", "letmein", "qwerty", "admin"];

/** The longest run in which each character is the same as the one before, or follows it ("aaaa", "3456", "fedc"). */
function longestRun(text: string): number {
  let longest = 1;
  for (const step of [-1, 0, 1]) {
    for (let at = 1, run = 1; at < text.length; at += 1) {
      run = text.charCodeAt(at) - text.charCodeAt(at - 1) === step ? run + 1 : 1;
      longest = Math.max(longest, run);
    }
  }
  return longest;
}

/** What is left of a password when the words that an attacker tries first are taken out. */
function withoutKnownWords(password: string, known: readonly string[]): string {
  const words = [...weakWords, ...known.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))];
  return words
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ""), password);
}

/**
 * Why `password` can't be taken, as a sentence for its field, or null when it can. `known` is what an attacker knows of the
 * person: email, name, workspace.
 */
export function passwordProblem(password: string, known: readonly string[]): string | null {
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD_LENGTH)
    return `Use at least ${MIN_PASSWORD_LENGTH} characters. A few unrelated words are easy to remember.`;
  if (password.length > MAX_PASSWORD_LENGTH) return `Use at most ${MAX_PASSWORD_LENGTH} characters.`;
  if (!password.isWellFormed()) return "The password holds characters that aren't valid text. Type it again.";
  const plain = password.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const guessable = common.has(plain) || new Set(plain).size < 5 || longestRun(plain) >= 8;
  if (guessable)
    return "This password is one of the first that would be guessed. Choose another, such as a few unrelated words.";
  if (withoutKnownWords(plain, known).length < 8) {
    return "This password is mostly your name, your email or a common word. Choose another, such as a few unrelated words.";
  }
  return null;
}
