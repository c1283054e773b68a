// Guards the length of values: the size of what is stored tells the bucket, not the length.

/** The longest value that is sealed, in bytes of UTF-8. */
export const MAX_VALUE_BYTES = 64 * 1024;

// Powers of two from 256 to 65,536. API keys, passwords, tokens and connection strings nearly all fall in the first bucket and
// are thus of one size; above it, a bucket halves what a length could tell of a JWT, a PEM key or a service account's JSON, and
// costs at most twice the bytes.
const SMALLEST_BUCKET = 256;
const LENGTH_BYTES = 4;

/**
 * The value's length (4 bytes, big-endian), the value, and zeros up to the bucket. `value` is 1 to MAX_VALUE_BYTES bytes: any other
 * length is a mistake of the caller and throws a RangeError. The caller overwrites the result when it is done with it.
 */
export function pad(value: Uint8Array): Uint8Array {
  if (value.length < 1 || value.length > MAX_VALUE_BYTES) {
    throw new RangeError("A value to seal has 1 to 65,536 bytes.");
  }
  const padded = new Uint8Array(LENGTH_BYTES + bucketFor(value.length));
  new DataView(padded.buffer).setUint32(0, value.length);
  padded.set(value, LENGTH_BYTES);
  return padded;
}

/** The value inside `padded`, as a view of it; null for anything that pad() did not write, the empty value included. */
export function unpad(padded: Uint8Array): Uint8Array | null {
  if (!isPaddedLength(padded.length)) return null;
  const length = new DataView(padded.buffer, padded.byteOffset, padded.byteLength).getUint32(0);
  if (length < 1 || length > MAX_VALUE_BYTES || padded.length !== LENGTH_BYTES + bucketFor(length))
    return null;
  const rest = padded.subarray(LENGTH_BYTES + length);
  return rest.every((byte) => byte === 0) ? padded.subarray(LENGTH_BYTES, LENGTH_BYTES + length) : null;
}

/** Whether `length` is one that pad() gives. */
export function isPaddedLength(length: number): boolean {
  const bucket = length - LENGTH_BYTES;
  return bucket >= SMALLEST_BUCKET && bucket <= MAX_VALUE_BYTES && bucketFor(bucket) === bucket;
}

function bucketFor(length: number): number {
  let bucket = SMALLEST_BUCKET;
  while (bucket < length) bucket *= 2;
  return bucket;
}
