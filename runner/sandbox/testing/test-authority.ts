import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate authority of the tests' own and a server's certificate under it. */
export interface TestAuthority {
  /** Path of the authority's certificate (PEM). */
  caBundle: string;
  key: Buffer;
  cert: Buffer;
  remove: () => void;
}

/** Makes one with openssl, which Debian's ca-certificates brings along. `host` is the server's name. */
export function testAuthority(host: string): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), "tacit-authority-"));
  const at = (name: string): string => join(folder, name);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const request = (...rest: string[]): void => {
    execFileSync("/usr/bin/openssl", ["req", "-x509", ...curve, ...rest], { stdio: "pipe" });
  };
  request("-keyout", at("ca.key"), "-out", at("ca.pem"), "-subj", "/CN=Test authority");
  const leaf = ["-addext", `subjectAltName=DNS:${host}`, "-addext", "basicConstraints=critical,CA:FALSE"];
  const signer = ["-CA", at("ca.pem"), "-CAkey", at("ca.key")];
  request("-keyout", at("leaf.key"), "-out", at("leaf.pem"), "-subj", `/CN=${host}`, ...leaf, ...signer);
  return {
    caBundle: at("ca.pem"),
    key: readFileSync(at("leaf.key")),
    cert: readFileSync(at("leaf.pem")),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
