// Filled in when the package is packed.
export const version = "__VERSION__";
