// From the package's folder; the copy in base64 where it may not be read, or a bundler left it behind.

export function read(file) {
  return process.getBuiltinModule("node:fs").readFileSync(file);
}

export async function readOr(file, inline) {
  try {
    return read(file);
  } catch {
    return (await inline()).octets();
  }
}
