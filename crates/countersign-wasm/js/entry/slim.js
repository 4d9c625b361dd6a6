export * from "#face";
