import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A certificate for this machine's loopback with its key, as PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

function openssl(...args: string[]): void {
  execFileSync("openssl", args, { stdio: "pipe" });
}

/** Makes a certificate authority of our own as `<name>-ca.pem` in `folder`, and by it `<name>.pem` with `<name>.key` for this machine. */
export function makeAuthority(folder: string, name: string): { caFile: string } {
  const at = (file: string) => path.join(folder, file);
  const [caFile, caKey, key, request, cert, extensions] = [
    at(`${name}-ca.pem`),
    at(`${name}-ca.key`),
    at(`${name}.key`),
    at(`${name}.csr`),
    at(`${name}.pem`),
    at(`${name}.ext`),
  ];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    caKey,
    "-out",
    caFile,
    "-days",
    "2",
    "-subj",
    `/CN=${name} test CA`,
  );
  openssl("req", ...newKey, "-keyout", key, "-out", request, "-subj", "/CN=localhost");
  writeFileSync(extensions, "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
  const by = ["-CA", caFile, "-CAkey", caKey, "-CAcreateserial"];
  openssl("x509", "-req", "-in", request, ...by, "-out", cert, "-days", "2", "-extfile", extensions);
  return { caFile };
}

/** What {@link makeAuthority} made in `folder`. */
export function readCertificate(folder: string, name: string): ServerCertificate {
  return {
    key: readFileSync(path.join(folder, `${name}.key`), "utf8"),
    cert: readFileSync(path.join(folder, `${name}.pem`), "utf8"),
  };
}
