// Letters of other scripts that look like Latin ones, as pairs: what a name copied from a document, or made to deceive, may hold.
// Only those that look the same in most faces; Unicode's own list (UTS #39) goes much further than a reader's eye.
const CYRILLIC = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXҮYԚQԜWаaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝwүyӏl";
const GREEK = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvιiκkρpυuχx";
const LATIN = "ıiɑaɡg‿_";

const LOOKALIKES = new Map(
  [...`${CYRILLIC}${GREEK}${LATIN}`.matchAll(/(.)(.)/gu)].map(([, letter = "", latin = ""]) => [
    letter,
    latin,
  ]),
);

// Letters that Unicode does not decompose into a base letter and a mark.
const EXPANSIONS = new Map(
  Object.entries({
    ß: "ss",
    ẞ: "SS",
    æ: "ae",
    Æ: "AE",
    œ: "oe",
    Œ: "OE",
    ø: "o",
    Ø: "O",
    ł: "l",
    Ł: "L",
  }).concat(
    Object.entries({ đ: "d", Đ: "D", ð: "d", Ð: "D", þ: "th", Þ: "TH", ħ: "h", Ħ: "H", ŧ: "t", Ŧ: "T" }),
  ),
);

/**
 * The first character of `text` that is not what it seems: a letter that looks like a Latin one, a compatibility form (full-width,
 * mathematical, superscript), or an invisible one. Null when there is none; letters with diacritics are just letters.
 */
export function findConfusable(text: string): { character: string; latin: string } | null {
  for (const character of text.normalize("NFC")) {
    if (/\p{Cf}/u.test(character)) return { character, latin: "" };
    const plain = character.normalize("NFKC");
    const latin = LOOKALIKES.get(plain) ?? (plain === character ? undefined : plain);
    if (latin !== undefined) return { character, latin };
  }
  return null;
}

/**
 * `text` in ASCII letters as far as that is obvious: compatibility forms and look-alikes become the letter that they look like, diacritics and
 * invisible characters go, ß becomes ss. Everything else stays as it is.
 */
export function toLatin(text: string): string {
  const base = text.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
  return Array.from(base, (letter) => LOOKALIKES.get(letter) ?? EXPANSIONS.get(letter) ?? letter).join("");
}
