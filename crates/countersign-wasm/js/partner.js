export function createPartner() {}
