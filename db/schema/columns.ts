import { customType, text, timestamp } from "drizzle-orm/pg-core";

/** Binary data; the driver hands over a Buffer, which is a Uint8Array. */
export const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** A point in time, stored with its zone, to the millisecond that JavaScript can hold. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** The primary key of most tables: a UUIDv7 in text form, made by `newId`. */
export const id = () => text("id").primaryKey();
