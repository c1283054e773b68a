import postgres from "postgres";
import { expect, inject, test } from "vitest";

const urls = inject("databaseUrls");

async function whoAmI(url: string): Promise<unknown> {
  const sql = postgres(url, { max: 1 });
  try {
    const [row] = await sql`select current_user as name`;
    return row?.["name"];
  } finally {
    await sql.end();
  }
}

/** The same address with other credentials. */
function as(user: string, password: string): string {
  const url = new URL(urls.owner);
  url.username = user;
  url.password = password;
  return url.href;
}

test("each role logs in with its password", async () => {
  expect(await whoAmI(urls.owner)).toBe("tacit_owner");
  expect(await whoAmI(urls.web)).toBe("tacit_web");
  expect(await whoAmI(urls.runner)).toBe("tacit_runner");
});

test.each(["", "postgres", "password", decodeURIComponent(new URL(urls.owner).password)])(
  "nobody logs in as the superuser, with %j neither",
  async (password) => {
    await expect(whoAmI(as("postgres", password))).rejects.toMatchObject({ code: "28P01" });
  },
);

test("a role does not log in with a wrong password", async () => {
  await expect(whoAmI(as("tacit_owner", "wrong"))).rejects.toMatchObject({ code: "28P01" });
});

test("the owner is no superuser", async () => {
  const sql = postgres(urls.owner, { max: 1 });
  const roles = await sql`select rolname from pg_roles where rolsuper and rolcanlogin`;
  await sql.end();
  expect(roles.map((role) => role["rolname"] as string)).toEqual(["postgres"]);
});

test("statements and details of errors stay out of the server's log", async () => {
  const sql = postgres(urls.web, { max: 1 });
  const settings =
    await sql`select name, setting from pg_settings where name in ('log_error_verbosity', 'log_min_error_statement')`;
  await sql.end();
  expect(Object.fromEntries(settings.map((row) => [row["name"], row["setting"]]))).toEqual({
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
  });
});
