export function createBackendClient() {}
