import type { NextConfig } from "next";

/**
 * Headers that are the same for every response, static files included. What differs by request or by
 * deployment (the nonce, no-store, HSTS) is set in proxy.ts.
 */
const constantHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // Not "no-referrer": under it browsers send `Origin: null` with a plain form POST, which Next rightly refuses,
  // and forms would need JavaScript. Nothing leaves for another origin either way, so tokens in URLs stay here.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value:
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=(), browsing-topics=()",
  },
  { key: "X-Frame-Options", value: "DENY" },
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types are a check of their own in `npm test`; here they would cost each first start half a minute more.
  typescript: { ignoreBuildErrors: true },
  distDir: process.env["TACIT_DIST_DIR"] ?? ".next",
  serverExternalPackages: ["@node-rs/argon2", "pg-boss", "postgres", "pino"],
  headers: () => Promise.resolve([{ source: "/:path*", headers: constantHeaders }]),
};

export default config;
