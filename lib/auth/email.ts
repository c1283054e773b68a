/** An email as it is stored and looked up: without blanks around it, in lower case. */
export function canonicalEmail(email: string): string {
  return email.trim().normalize("NFC").toLowerCase();
}
